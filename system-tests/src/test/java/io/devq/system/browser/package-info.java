/// The pages in a real browser.
@NullMarked
package io.devq.system.browser;

import org.jspecify.annotations.NullMarked;
