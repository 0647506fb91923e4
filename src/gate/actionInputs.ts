import { Refusal } from './terminal/terminal.ts';

/** The environment that a GitHub runner gives an action. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/**
 * The arguments for the inputs of action.yml. A list has one entry a line. Each is one argument with its option: an
 * input that begins with a dash is no option of its own.
 */
export function argumentsFrom(env: EnvironmentVariables): readonly string[] {
  const input = (name: string) => inputOf(env, name);
  const summary = env['GITHUB_STEP_SUMMARY'] ?? '';
  const one = (name: string) => (input(name) === '' ? [] : [`--${name}=${input(name)}`]);
  const each = (name: string) => linesOf(input(name)).map(line => `--${name}=${line}`);
  const flag = (name: string) => (isTrue(env, name) ? [`--${name}`] : []);
  return [
    'check',
    ...['format', 'fail-on', 'since', 'baseline'].flatMap(one),
    ...['snapshot', 'target', 'as'].flatMap(each),
    ...['azure', 'merge-base', 'require-images'].flatMap(flag),
    ...(isTrue(env, 'summary') && summary !== '' ? [`--summary=${summary}`] : []),
    ...linesOf(input('options')),
    '--',
    ...linesOf(input('paths')),
  ];
}

/** https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax#inputs: dashes stay in the names. */
export function inputOf(env: EnvironmentVariables, name: string): string {
  return (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}

/** YAML's own spellings, as GitHub's toolkit takes them. Anything else would be silently false. */
function isTrue(env: EnvironmentVariables, name: string): boolean {
  const value = inputOf(env, name);
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  if (/^(?:false|False|FALSE|)$/.test(value)) return false;
  throw new Refusal(`the input \`${name}\` is true or false, and not \`${value}\``);
}
