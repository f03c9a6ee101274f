package io.devq.server.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.devq.base.Problem;
import io.devq.base.TimeSource;
import io.devq.server.http.Hooks;
import io.devq.server.http.Principal;
import io.devq.server.http.Problems;
import io.devq.server.http.Request;
import io.devq.server.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes pages of templates, each in the frame, and shows problems to browsers.
public final class Pages implements Hooks.ErrorPage {

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), "gg.jte.generated.precompiled");

  private final Assets assets;
  private final List<NavLink> navigation;
  private final TimeSource time;

  /// Pages with this navigation.
  public Pages(Assets assets, List<NavLink> navigation, TimeSource time) {
    this.assets = assets;
    this.navigation = List.copyOf(navigation);
    this.time = time;
  }

  /// A page for somebody who is signed in.
  ///
  /// @param template its name, such as `jobs.jte`; it takes `frame` and what is in `model`
  public Response show(Request request, String title, String template, Map<String, Object> model) {
    return page(200, title, request.path(), request.principal(), template, model);
  }

  /// A page for anyone.
  public Response open(int status, String title, String template, Map<String, Object> model) {
    return page(status, title, "", null, template, model);
  }

  private Response page(
      int status,
      String title,
      String path,
      @Nullable Principal caller,
      String template,
      Map<String, Object> model) {
    Map<String, Object> all = new HashMap<>(model);
    all.put("frame", new Frame(title, path, caller, navigation, assets, time.now()));
    StringOutput out = new StringOutput();
    templates.render(template, all, out);
    return Response.html(status, out.toString());
  }

  @Override
  public Response of(int status, Problem problem, String target) {
    if (status == 401) {
      return Response.redirect(
          "/sign-in?next=" + URLEncoder.encode(target, StandardCharsets.UTF_8));
    }
    return open(
        status,
        Problems.title(problem),
        "problem.jte",
        Map.of("code", problem.code(), "message", problem.message()));
  }
}
