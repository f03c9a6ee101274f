package io.devq.cli.machine;

import picocli.CommandLine.Command;

/// Tokens.
@Command(
    name = "token",
    description = "List, create and revoke tokens.",
    subcommands = {TokenListCommand.class, TokenCreateCommand.class, TokenRevokeCommand.class},
    footer = {"  devq token list", "  devq token create ci --role operator"})
public final class TokenCommand {}
