import { type Format, type SourceFile, sizeOf } from '../format.ts';
import { mayHoldImage } from '../infrastructure/images.ts';
import { isJsonName } from '../source/documents.ts';
import { Harvest } from '../source/harvest.ts';
import { prepareGrammars } from '../source/languages/grammars.ts';

type Read = (file: SourceFile, harvest: Harvest) => void;

/** A format whose files are rarer than its parser is large. */
interface LateFormat extends Pick<Format, 'id' | 'recognizes'> {
  /** People write such files by hand; a longer one is something else. In UTF-16 units. */
  readonly maxLength: number;
  /** Whether it is parsed by a grammar, which only a file that may hold an image needs. */
  readonly hasGrammar?: boolean;
  load(): Promise<Read>;
}

/** Loads the reader with the first file. If that fails, readings say so, and the next file of the format tries again. */
function lateFormat({ maxLength, hasGrammar = false, load, ...format }: LateFormat): Format {
  let reader: Read | undefined;
  let why = 'its reader is not loaded';
  return {
    ...format,
    prepare: async ({ text }, resource) => {
      try {
        const grammars = hasGrammar && mayHoldImage(text) ? prepareGrammars(resource) : undefined;
        [reader] = await Promise.all([load(), grammars]);
      } catch (error) {
        why = error instanceof Error ? error.message : String(error);
      }
    },
    read: file => {
      const { name, text } = file;
      const harvest = new Harvest(format.id, name, text, 0);
      if (reader === undefined) harvest.unread(`not read: ${why}`);
      else if (text.length > maxLength) harvest.unread(`not read: larger than ${sizeOf(maxLength)}`);
      else reader(file, harvest);
      return { file: name, ...harvest.done() };
    },
  };
}

export const bicep = lateFormat({
  id: 'bicep',
  recognizes: ({ name }) => /(?:\.bicep(?:param)?|(?:^|\/)bicepconfig\.json)$/i.test(name),
  maxLength: 2 * 1024 * 1024,
  hasGrammar: true,
  load: async () => (await import('./bicep.ts')).readBicepFile,
});

export const terraform = lateFormat({
  id: 'terraform',
  recognizes: ({ name }) => /\.(?:tf|tfvars)(?:\.json)?$/i.test(name),
  maxLength: 4 * 1024 * 1024,
  hasGrammar: true,
  load: async () => (await import('./terraform/reader.ts')).readTerraform,
});

export const dockerfile = lateFormat({
  id: 'dockerfile',
  recognizes: ({ name, text }) =>
    /(?:^|\/)(?:(?:[^/]+\.)?(?:dockerfile|containerfile)|(?:dockerfile|containerfile)(?:[.-][^/]+|_[^/.]+))$/i.test(
      name,
    ) &&
    !/\.(?:dockerignore|containerignore|md|ya?ml|json|txt|sh|ps1)$/i.test(name) &&
    /from/i.test(text),
  maxLength: 512 * 1024,
  load: async () => (await import('./dockerfile.ts')).readDockerfile,
});

export const arm = lateFormat({
  id: 'arm',
  recognizes: ({ name, text }) =>
    isJsonName(name) && SCHEMA.test(text.slice(0, BEGINNING)) && /image|FxVersion|deploymentParameters/i.test(text),
  maxLength: 4 * 1024 * 1024,
  load: async () => (await import('./arm.ts')).readArm,
});

const BEGINNING = 16 * 1024;
const SCHEMA = /"\$schema"\s*:\s*"[^"\n]*\/(?:\w*deploymentTemplate|deploymentParameters)\.json/i;
