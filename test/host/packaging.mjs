// The packaged extension, for walks that start as a person does who installs it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './lifetime.mjs';
import { root } from './locations.mjs';

/**
 * Packages what is built in dist, as `npm run package` does.
 * @param {string} folder where the package goes
 * @returns {Promise<string>} the package
 */
export async function packageExtension(folder) {
  const vsix = path.join(folder, 'extension.vsix');
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const [, asShipped = ''] = /vsce package (.*) --out/.exec(scripts.package) ?? [];
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  await run(process.execPath, [vsce, 'package', ...asShipped.split(' '), '--out', vsix], { cwd: root });
  return vsix;
}
