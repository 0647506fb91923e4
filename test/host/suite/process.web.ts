/** As much of Node's as `assert` asks for: the tests alone have it, so that nothing of the extension finds it. */
export const process = { env: {}, emitWarning: (): void => {}, stderr: { isTTY: false } };
