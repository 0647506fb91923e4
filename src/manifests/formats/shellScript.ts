import { namesAzureHost } from '../../model/host.ts';
import { type Format, sizeOf } from '../format.ts';
import { asView } from '../infrastructure/shape.ts';
import { Harvest } from '../source/harvest.ts';
import { readScript } from './deploy/script.ts';

const MAX_LENGTH = 512 * 1024;

/** Scripts that deploy, read as a step of a pipeline is that runs them; which variables they are given is not known. */
export const shellScript: Format = {
  id: 'shell-script',
  about: {
    files: '`*.sh`, `*.bash`, `*.ps1`, if they name a registry of Azure and a command that deploys',
    reads:
      'images of an Azure registry that `az`, `kubectl set image`, `run`, `create`, `kustomize edit set image`, `helm --set` and `az deployment` are given, charts of a registry, and images of `docker pull`, with variables that the script settles, in whole or in part',
    leavesOut:
      'images that are built, tagged, pushed or run; texts that are printed or written to a file; arguments, and defaults of variables such as `${ACR:-shop}`; arrays of arguments, also PowerShell’s `az @arguments`; where the script deploys manifests to, since the folder in which it runs is not known; files above 512 KB',
  },
  recognizes: ({ name, text }) =>
    /\.(?:sh|bash|ps1)$/i.test(name) &&
    namesAzureHost(text) &&
    /\b(?:az (?:container|webapp|functionapp|deployment)|helm|kubectl|kustomize edit|docker (?:image )?pull)/.test(
      text,
    ),
  read: ({ name, text }) => {
    const harvest = new Harvest('shell-script', name, text, 0);
    if (text.length > MAX_LENGTH) {
      harvest.unread(`not read: larger than ${sizeOf(MAX_LENGTH)}`);
      return { file: name, ...harvest.done() };
    }
    const step = asView({ kind: 'scalar', text, span: { start: 0, end: text.length }, plain: false });
    const settle = () => undefined;
    const [condition, clusters, changed] = ['', [], new Set<string>()];
    readScript(step, text, '', { by: 'script', name: undefined, harvest, settle, condition, clusters, changed });
    const { declarations, ...found } = harvest.done();
    // its own images go to the cluster that it chooses; what the paths mean that it names is not known
    const own = declarations.filter(
      each => each.kind === 'destination' && each.folder === undefined && each.files.length === 0,
    );
    return { file: name, ...found, declarations: own };
  },
};
