import shop.Prices;

/** The third apple is free. */
public final class PricesTest {

  private PricesTest() {}

  public static void main(String[] arguments) {
    check(80, Prices.of("apple", 2));
    check(80, Prices.of("apple", 3));
    check(300, Prices.of("pear", 4));
    System.out.println("3 checks passed");
  }

  private static void check(int expected, int actual) {
    if (expected != actual) {
      throw new AssertionError("expected " + expected + ", not " + actual);
    }
  }
}
