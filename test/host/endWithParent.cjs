// Preloaded into the VS Code server: ends it when the process that started it is gone, even if that was killed.
// Standard input is a pipe from that process, on which nothing is ever sent.
process.stdin.on('end', () => process.exit()).on('error', () => process.exit());
process.stdin.resume();
process.stdin.unref?.();
// The extension host inherits these arguments, and must run as it does for users.
process.execArgv.length = 0;
