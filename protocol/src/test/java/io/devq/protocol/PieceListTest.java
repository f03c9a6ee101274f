package io.devq.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.devq.base.Problem;
import io.devq.base.Sha256;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class PieceListTest {

  private static final Sha256 ONE = Sha256.of(new byte[] {1});
  private static final Sha256 TWO = Sha256.of(new byte[] {2});
  private static final PieceList LIST =
      new PieceList(Sha256.of(new byte[0]), 15, 10, List.of(ONE, TWO));

  @Test
  void aListIsReadAsItWasWritten() {
    assertEquals(LIST, PieceList.decode(LIST.encode()));
    assertEquals(10, LIST.length(0));
    assertEquals(5, LIST.length(1));
    PieceList empty = new PieceList(Sha256.of(new byte[0]), 0, 10, List.of());
    assertEquals(empty, PieceList.decode(empty.encode()));
  }

  @Test
  void bytesThatAreNoListAreRefused() {
    byte[] bytes = LIST.encode();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(Problem.class, () -> PieceList.decode(cut));
    }
    byte[] negative = bytes.clone();
    negative[8] = -1;
    assertThrows(Problem.class, () -> PieceList.decode(negative));
  }

  @Test
  void onlyTheKeyItWasSignedWithOpensAList() {
    KeyPair keys = PieceSignatures.newKeys();
    SignedPieces signed = PieceSignatures.sign(keys.getPrivate(), LIST);
    var key = PieceSignatures.publicKey(PieceSignatures.text(keys.getPublic()));
    assertEquals(LIST, PieceSignatures.open(key, signed));
    assertThrows(
        Problem.class, () -> PieceSignatures.open(PieceSignatures.newKeys().getPublic(), signed));
    byte[] changed = LIST.encode();
    changed[60] ^= 1;
    String other = Base64.getEncoder().encodeToString(changed);
    assertThrows(
        Problem.class,
        () -> PieceSignatures.open(key, new SignedPieces(other, signed.signature())));
  }

  @Test
  void aReadTokenOpensOneBlobOfOneRelay() {
    assertEquals(RelayProtocol.readToken("a", ONE), RelayProtocol.readToken("a", ONE));
    assertNotEquals(RelayProtocol.readToken("a", ONE), RelayProtocol.readToken("b", ONE));
    assertNotEquals(RelayProtocol.readToken("a", ONE), RelayProtocol.readToken("a", TWO));
  }
}
