package io.devq.server.regions;

import io.devq.base.Problem;
import io.devq.base.Problem.Kind;
import io.devq.blobs.PieceDigests;
import io.devq.protocol.PieceList;
import io.devq.protocol.PieceSignatures;
import io.devq.protocol.SignedPieces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Set;

/// The key with which this server signs lists of pieces. It is made at the first start and kept in
/// a folder, readable by its user only: `pieces.key` (PKCS 8) and `pieces.pub` (text).
public final class SigningKey {

  private final PrivateKey key;
  private final String publicText;

  private SigningKey(PrivateKey key, String publicText) {
    this.key = key;
    this.publicText = publicText;
  }

  /// Reads the key of a folder, or makes one.
  ///
  /// @throws Problem `key_unreadable`
  public static SigningKey in(Path folder) {
    Path secret = folder.resolve("pieces.key");
    Path open = folder.resolve("pieces.pub");
    try {
      Files.createDirectories(folder);
      if (!Files.exists(secret)) {
        KeyPair made = PieceSignatures.newKeys();
        Files.writeString(open, PieceSignatures.text(made.getPublic()) + "\n");
        write(secret, made.getPrivate().getEncoded());
      }
      PrivateKey key = PieceSignatures.privateKey(Files.readAllBytes(secret));
      return new SigningKey(key, Files.readString(open).strip());
    } catch (IOException failure) {
      throw new Problem(
          Kind.UNAVAILABLE,
          "key_unreadable",
          "The server's key in " + folder + " cannot be read or written.",
          null,
          failure);
    }
  }

  /// The secret half is written last and in one step: a crash leaves no key, and then both halves
  /// are made again.
  private static void write(Path file, byte[] bytes) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    try (FileChannel channel =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(bytes));
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The public half, as hosts keep it.
  public String publicText() {
    return publicText;
  }

  /// Signs the list of an artifact's pieces.
  public SignedPieces sign(PieceDigests pieces) {
    return PieceSignatures.sign(
        key,
        new PieceList(
            pieces.blob().sha256(), pieces.blob().size(), pieces.pieceSize(), pieces.digests()));
  }
}
