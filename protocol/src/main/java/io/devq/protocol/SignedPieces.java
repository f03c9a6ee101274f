package io.devq.protocol;

/// A list of pieces with the server's signature; both base64.
///
/// @param list the bytes of [PieceList#encode()]
/// @param signature Ed25519, see [PieceSignatures]
public record SignedPieces(String list, String signature) {}
