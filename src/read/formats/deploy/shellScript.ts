import { acrName, namesAzureHost } from '../../../model/host.ts';
import { type Format, sizeOf } from '../../format.ts';
import { asView } from '../../infrastructure/shape.ts';
import { Harvest } from '../../source/harvest.ts';
import { at } from '../../source/view.ts';
import { readContainerApp } from '../azureResources.ts';
import { readObject } from '../kubernetes/kubernetes.ts';
import { isBuildFile, readBuildFile } from './buildFile.ts';
import { readScript } from './script.ts';

const MAX_LENGTH = 512 * 1024;
const DEPLOYS =
  /\b(?:az (?:container|webapp|functionapp|deployment)|helm|kubectl|kustomize edit|docker (?:image )?pull|terraform (?:plan|apply))/;

/** Scripts that deploy, read as a step of a pipeline is that runs them; which variables they are given is not known. */
export const shellScript: Format = {
  id: 'shell-script',
  about: {
    files:
      '`*.sh`, `*.bash`, `*.ps1`, `Makefile`, `*.mk`, `Jenkinsfile`, if they name an Azure registry and a command that deploys',
    reads:
      'images of an Azure registry that `az`, `kubectl set image`, `run`, `debug`, `create`, `kustomize edit set image`, `helm --set`, `az deployment` and `terraform -var` are given, registry charts, and images of `docker pull`, with variables that the script settles, in whole or in part; manifests in the script itself (`cat <<EOF | kubectl apply -f -`)',
    leavesOut:
      'images that are built, tagged, pushed or run; texts that are printed or written to a file; arguments, and defaults of variables such as `${ACR:-shop}`; variables of a makefile that the environment may set (`?=`), those of its shells (`$$IMAGE`), and of a Jenkinsfile all but texts of `environment` and `def`; arrays of arguments, also PowerShell’s `az @arguments`, and its expressions in brackets; texts that are given to another shell, but for `az aks command invoke`; variables in manifests that the script holds; `--linux-fx-version`; the targets that the script deploys manifests to, since its working folder is not known; files above 512 KB',
  },
  recognizes: ({ name, text }) =>
    (/\.(?:sh|bash|ps1)$/i.test(name) || isBuildFile(name)) &&
    (namesAzureHost(text) || acrName.test(text)) &&
    DEPLOYS.test(text),
  read: ({ name, text }) => {
    const harvest = new Harvest('shell-script', name, text, 0);
    if (text.length > MAX_LENGTH) harvest.unread(`not read: larger than ${sizeOf(MAX_LENGTH)}`);
    else if (isBuildFile(name)) readBuildFile(harvest, DEPLOYS);
    else {
      const step = asView({ kind: 'scalar', text, span: { start: 0, end: text.length }, plain: false });
      const settle = () => undefined;
      const [condition, clusters, changed] = ['', [], new Map()];
      readScript(step, text, null, { by: 'script', name: undefined, harvest, settle, condition, clusters, changed });
      readHereDocuments(harvest);
    }
    return { file: name, ...harvest.done() };
  },
};

/** `<<EOF` with what is before and behind it in its line, and PowerShell's `@"`. */
const OPENS =
  /^([^\n<]*)<<-?[ \t]*(?:(["']?)([A-Za-z_]\w*)\2|\\([A-Za-z_]\w*))([^\n<]*)$|^[ \t]*(\$\w+)[ \t]*=[ \t]*@(["'])\r?$/gm;
const MAX_DOCUMENTS = 100;
const MAX_DOCUMENT = 100_000;

/**
 * Manifests that a script holds itself and gives to a command, as in `kubectl apply -f - <<EOF`: objects of Kubernetes, and
 * Container Apps for `az containerapp create --yaml`. Names in them stay open. What is printed, or changed before it is
 * used, is none.
 */
function readHereDocuments(harvest: Harvest): void {
  // of the same length, so that places stay
  const script = harvest.text.replace(/<#[\s\S]*?(?:#>|(?![\s\S]))|^[ \t]*#.*/gm, text => text.replace(/[^\n]/g, ' '));
  let from = 0;
  for (let count = 0; count < MAX_DOCUMENTS; count++) {
    OPENS.lastIndex = from;
    const open = OPENS.exec(script);
    if (open === null) return;
    const [whole, before = '', , plain, escaped, after = '', list, quote] = open;
    const begin = open.index + whole.length + 1;
    const text = harvest.text.slice(begin, begin + MAX_DOCUMENT);
    const mark = quote === undefined ? `[ \\t]*${plain ?? escaped}[ \\t]*\\r?$` : `[ \\t]*${quote}@`;
    const length = new RegExp(`^${mark}`, 'm').exec(text)?.index ?? 0;
    from = begin + length;
    const rest = script.slice(0, open.index) + script.slice(from);
    const isGiven = list === undefined ? isTaken(before, after, rest) : isWritten(list, rest);
    if (isGiven)
      for (const part of text.slice(0, length).matchAll(DOCUMENT)) readPart(part[0], begin + part.index, harvest);
  }
}

const DOCUMENT = /(?:^(?![ \t]*---).*(?:\n|$))+/gm;

/** By `kubectl apply -f -`, or in a file that nothing but a command that deploys it speaks of. */
function isTaken(before: string, after: string, rest: string): boolean {
  if (appliesInput(before + after.trimEnd())) return true;
  const [, own = '', piped] =
    /^\s*(?:cat|(?:sudo\s+)?tee)\b([^|;&]*)(?:\|([^|;&]*))?$/.exec(before + after.trimEnd()) ?? [];
  if (piped !== undefined) return own.trim() === '' && appliesInput(piped);
  const file = /^[>\s]*(["']?)([\w./${}-]+\.ya?ml)\1(?:\s*>\s*\/dev\/null)?\s*$/.exec(own)?.[2];
  return file !== undefined && isUsed(file, rest, /(?:--yaml|-f|--filename)[ =]/);
}

function appliesInput(command: string): boolean {
  return (
    /^\s*(?:sudo\s+)?kubectl\s[^|;&<>]*$/.test(command) &&
    /\s(?:apply|create|replace)\s/.test(command) &&
    /\s-f\s+-(?:\s|$)/.test(command) &&
    !command.includes('--dry-run')
  );
}

function isWritten(list: string, rest: string): boolean {
  return isUsed(list, rest, /Set-Content|Out-File|WriteAllText/i) && /--yaml\b|\bkubectl\b.*\s-f\s/.test(rest);
}

/** Whether each line that speaks of something uses it, and there is one. */
function isUsed(what: string, rest: string, use: RegExp): boolean {
  const lines = rest.split('\n').filter(line => line.includes(what));
  return (
    lines.length > 0 &&
    lines.every(line => (use.test(line) || /^\s*rm\s/.test(line)) && !/replace|\bsed\b|dry-run/i.test(line))
  );
}

function readPart(text: string, start: number, harvest: Harvest): void {
  // a command in backticks is no part of a name
  if (!text.includes('image') || text.includes('`')) return;
  const span = { start, end: start + text.length };
  const root = harvest.embedded(asView({ kind: 'scalar', text, span, plain: false }), false);
  if (root === undefined) return;
  if (at(root, 'apiVersion') !== undefined && at(root, 'kind') !== undefined)
    readObject(root, 'script · ', [], harvest, 0);
  else if (at(root, 'properties', 'template', 'containers') !== undefined) readContainerApp(root, harvest);
}
