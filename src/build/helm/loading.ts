// Files of a chart that Helm loads. Its .helmignore leaves out the rest:
// https://helm.sh/docs/chart_template_guide/helm_ignore_file/
// https://github.com/helm/helm/blob/main/pkg/ignore/rules.go
import { type GlobToken, matchesPattern, nameMatcher, type Step } from '../../model/globs.ts';
import { t } from '../../model/l10n.ts';
import { emptyAt } from '../../model/place.ts';
import type { ManifestReading, ReadingProblem } from '../../model/reading.ts';
import type { Content } from '../../read/source/tree.ts';
import type { BuildInputs, BuildProblem } from '../built.ts';

/** The inputs of a chart, in which files that Helm does not load are absent. Files elsewhere are as they were. */
export class LoadedFiles implements BuildInputs {
  /** The reason why Helm refuses the chart. */
  readonly fault: BuildProblem | undefined;
  readonly #inputs: BuildInputs;
  readonly #lead: string;
  readonly #rules: readonly Rule[];
  readonly #folders = new Map<string, boolean>();

  /** The rules of the loaded chart also apply to the charts in it. The rules of those don't. */
  constructor(folder: string, inputs: BuildInputs) {
    const lead = folder === '' ? '' : `${folder}/`;
    const file = `${lead}.helmignore`;
    const { rules, fault } = rulesIn(inputs.text(file) ?? '');
    this.#inputs = inputs;
    this.#lead = lead;
    this.#rules = rules;
    if (fault !== undefined) {
      this.fault = { file, span: emptyAt(fault.at), message: t("Helm can't load this chart: {0}", fault.message) };
    } else if (!this.#isLoaded(`${lead}Chart.yaml`)) {
      const message = t("Helm can't load this chart: {0}", t('its .helmignore leaves out Chart.yaml'));
      this.fault = { file, span: emptyAt(0), message };
    }
  }

  documents(file: string): readonly Content[] | undefined {
    return this.#isLoaded(file) ? this.#inputs.documents(file) : undefined;
  }

  text(file: string): string | undefined {
    return this.#isLoaded(file) ? this.#inputs.text(file) : undefined;
  }

  reading(file: string): ManifestReading | undefined {
    return this.#isLoaded(file) ? this.#inputs.reading(file) : undefined;
  }

  faults(file: string): readonly ReadingProblem[] {
    return this.#isLoaded(file) ? (this.#inputs.faults?.(file) ?? []) : [];
  }

  list(folder: string, deep = false): readonly string[] {
    return this.#inputs.list(folder, deep).filter(file => this.#isLoaded(file));
  }

  #isLoaded(file: string): boolean {
    if (!file.startsWith(this.#lead)) return true;
    const path = file.slice(this.#lead.length);
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (this.#isFolderIgnored(path.slice(0, slash))) return false;
    }
    return !this.#isIgnored(path, false);
  }

  #isFolderIgnored(path: string): boolean {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const isIgnored = this.#isIgnored(path, true);
    this.#folders.set(path, isIgnored);
    return isIgnored;
  }

  /** As in Helm, a rule with `!` leaves out each path that it does not match, and includes nothing again. */
  #isIgnored(path: string, isFolder: boolean): boolean {
    const steps = path.split('/');
    return this.#rules.some(({ isNegated, isForFolders, isOfName, pattern }) => {
      if (isForFolders && !isFolder) return isNegated;
      const written = isOfName ? steps.slice(-1) : steps;
      return (pattern.length === written.length && matchesPattern(pattern, written)) !== isNegated;
    });
  }
}

interface Rule {
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  /** True without a slash: then it matches the name alone. */
  readonly isOfName: boolean;
  readonly pattern: readonly Step[];
}

/** More than real charts have. Each rule is compared with each file, in time of both lengths multiplied. */
const MAX_RULES = 200;
const LONGEST_RULE = 250;

interface Rules {
  readonly rules: readonly Rule[];
  readonly fault: { readonly at: number; readonly message: string } | undefined;
}

function rulesIn(text: string): Rules {
  const rules: Rule[] = [];
  let at = 0;
  // Helm adds a rule of its own to each chart
  for (const line of `${text}\ntemplates/.?*`.split('\n')) {
    const written = line.trim();
    if (written !== '' && !written.startsWith('#')) {
      const rule = ruleOf(written);
      if (rules.length > MAX_RULES || written.length > LONGEST_RULE) {
        return { rules, fault: { at, message: t('its .helmignore is too long') } };
      }
      if (rule === undefined || written.includes('**')) {
        return { rules, fault: { at, message: t('its .helmignore has a pattern that Helm refuses') } };
      }
      rules.push(rule);
    }
    at += line.length + 1;
  }
  return { rules, fault: undefined };
}

function ruleOf(rule: string): Rule | undefined {
  const isNegated = rule.startsWith('!');
  const isForFolders = rule.endsWith('/');
  const path = rule.slice(isNegated ? 1 : 0).replace(/\/$/, '');
  const pattern = path.replace(/^\//, '').split('/').map(tokensIn);
  if (pattern.some(tokens => tokens === undefined)) return undefined;
  const steps = pattern.map(tokens => nameMatcher(tokens ?? []));
  return { isNegated, isForFolders, isOfName: !path.includes('/'), pattern: steps };
}

/** Reads a pattern as Go does, and undefined for one that it refuses: https://pkg.go.dev/path/filepath#Match */
function tokensIn(pattern: string): readonly GlobToken[] | undefined {
  const tokens: GlobToken[] = [];
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const isEscaped = chars[at] === '\\';
    if (isEscaped) at++;
    const char = chars[at];
    if (char === undefined) return undefined;
    if (isEscaped) tokens.push(other => other === char);
    else if (char === '*') tokens.push(char);
    else if (char === '[') {
      const found = classAt(chars, at + 1);
      if (found === undefined) return undefined;
      tokens.push(found.fits);
      at = found.end;
    } else tokens.push(other => char === '?' || other === char);
  }
  return tokens;
}

/** A class of characters, such as `[a-z]` and `[^a]`, behind its first bracket. */
function classAt(
  chars: readonly string[],
  from: number,
): { readonly fits: Exclude<GlobToken, string>; readonly end: number } | undefined {
  const isNegated = chars[from] === '^';
  let at = isNegated ? from + 1 : from;
  const next = () => {
    if (chars[at] === '-' || chars[at] === ']') return undefined;
    if (chars[at] === '\\') at++;
    return chars[at++];
  };
  const ranges: { readonly low: string; readonly high: string }[] = [];
  do {
    const low = next();
    const isRange = chars[at] === '-';
    if (isRange) at++;
    const high = isRange ? next() : low;
    if (low === undefined || high === undefined) return undefined;
    ranges.push({ low, high });
  } while (chars[at] !== ']');
  return { fits: char => ranges.some(({ low, high }) => low <= char && char <= high) !== isNegated, end: at };
}
