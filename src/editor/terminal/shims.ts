/**
 * The programs that a shell finds as `acr-pull`, by their names. They contain no path: it is in the terminal's
 * environment, so that no shell misreads a part of it. The desktop's own program is Electron, which acts as Node only
 * with a variable.
 */
export const shims: Readonly<Record<string, string>> = {
  'acr-pull': `#!/bin/sh
ELECTRON_RUN_AS_NODE=1 exec "$ACR_PULL_NODE" "$ACR_PULL_GATE" "$@"
`,
  'acr-pull.cmd': [
    '@echo off',
    'setlocal DisableDelayedExpansion',
    'set ELECTRON_RUN_AS_NODE=1',
    '"%ACR_PULL_NODE%" "%ACR_PULL_GATE%" %*',
    '',
  ].join('\r\n'),
};
