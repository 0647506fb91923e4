import { faultOf } from '../../read/source/yaml/yaml.ts';
import { type Config, emptyConfig } from './config.ts';
import { type ConfigProblem, ConfigText, limited, mostProblems, problem } from './configText.ts';
import { formOf } from './schema.ts';

/**
 * Reads `.acr-pull.yaml`. With problems, the config still contains its sound sections: a typo in one line must not
 * silence everything else. The faces decide whether problems stop them (the gate does).
 */
export function readConfig(
  text: string,
  file: string,
): { readonly config: Config; readonly problems: readonly ConfigProblem[] } {
  const source = new ConfigText(text);
  const nothing = { ...emptyConfig, file, source, hasUnreadTargets: true };
  const { errors } = source.document;
  const broken = errors.slice(0, mostProblems).map(fault => {
    const [start, end] = fault.pos;
    return problem('error', { start, end: Math.max(start, end) }, sentence(faultOf(fault)));
  });
  if (broken.length > 0) return { config: nothing, problems: limited(broken, errors.length) };
  const repeated = source.repeatedKeys();
  if (repeated.length > 0) {
    const twice = repeated.map(span => problem('error', span, 'Duplicate key. Keep one of them.'));
    return { config: nothing, problems: limited(twice) };
  }
  let data: unknown;
  try {
    data = source.document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    // An alias without an anchor, or more aliases than any config needs: these are meant to do harm.
    const unknown = /^Unresolved alias[^:]*: (.*)/.exec(error instanceof Error ? error.message : '')?.[1];
    const message =
      unknown === undefined ? 'The YAML aliases expand to too much.' : `No anchor is called \`${unknown}\`.`;
    return { config: nothing, problems: [problem('error', { start: 0, end: text.length }, message)] };
  }
  const { form, problems, hasUnreadTargets } = formOf(data, source);
  if (!form) return { config: nothing, problems };
  const { version: _, ...said } = form;
  return { config: { ...nothing, ...said, hasUnreadTargets }, problems };
}

function sentence(clause: string): string {
  return `${clause.slice(0, 1).toUpperCase()}${clause.slice(1)}.`;
}
