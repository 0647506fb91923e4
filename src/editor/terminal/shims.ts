/**
 * The programs that a shell finds as `acr-pull`, by their names. They hold no path: the terminal's environment has it, so that no
 * shell takes a part of a path for anything else. The desktop's own program is Electron, which is Node only where it is told to be.
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
