package io.devq.protocol;

import io.devq.base.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/// Signing and checking of piece lists with Ed25519 (RFC 8032). What is signed begins with a line
/// that says what it is, so that the key's signatures on other things prove nothing here.
public final class PieceSignatures {

  private static final String ALGORITHM = "Ed25519";
  private static final byte[] DOMAIN = "devq piece list 1\n".getBytes(StandardCharsets.US_ASCII);

  private PieceSignatures() {}

  /// A fresh pair of keys.
  public static KeyPair newKeys() {
    try {
      return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java runtime has Ed25519", missing);
    }
  }

  /// Signs a list.
  public static SignedPieces sign(PrivateKey key, PieceList list) {
    byte[] bytes = list.encode();
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(DOMAIN);
      signature.update(bytes);
      Base64.Encoder base64 = Base64.getEncoder();
      return new SignedPieces(
          base64.encodeToString(bytes), base64.encodeToString(signature.sign()));
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("the signing key does not work", failure);
    }
  }

  /// The list, if its signature is right.
  ///
  /// @throws Problem `invalid_signature`, `invalid_piece_list`
  public static PieceList open(PublicKey key, SignedPieces signed) {
    try {
      byte[] bytes = Base64.getDecoder().decode(signed.list());
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(DOMAIN);
      signature.update(bytes);
      if (signature.verify(Base64.getDecoder().decode(signed.signature()))) {
        return PieceList.decode(bytes);
      }
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      // told below
    }
    throw Problem.invalid(
        "invalid_signature", "The list of pieces is not signed by this server's key.");
  }

  /// The text form of a public key: its X.509 encoding in base64.
  public static String text(PublicKey key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  /// Reads the text form of a public key.
  ///
  /// @throws Problem `invalid_key`
  public static PublicKey publicKey(String text) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text.strip())));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      throw Problem.invalid("invalid_key", "This is not an Ed25519 public key.");
    }
  }

  /// Reads a private key from its PKCS 8 encoding.
  ///
  /// @throws Problem `invalid_key`
  public static PrivateKey privateKey(byte[] encoded) {
    try {
      return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException _) {
      throw Problem.invalid("invalid_key", "This is not an Ed25519 private key.");
    }
  }
}
