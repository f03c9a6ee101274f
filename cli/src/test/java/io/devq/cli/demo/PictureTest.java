package io.devq.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class PictureTest {

  @Test
  void everyLineIsInThePictureWithoutItsColours() throws Exception {
    Picture picture = new Picture();
    picture.add("\u001b[32m✓\u001b[0m  built   <a & b>");
    picture.add("└─ 16 MiB ─▸ eu-1");
    String text = picture.text("a title");
    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    assertFalse(text.contains("\u001b"));
    assertEquals("✓  built   <a & b>", svg.getElementsByTagName("text").item(0).getTextContent());
    assertEquals("└─ 16 MiB ─▸ eu-1", svg.getElementsByTagName("text").item(1).getTextContent());
  }
}
