import { type Format, fileSize, type SourceFile } from '../format.ts';
import { mayHoldImage } from '../infrastructure/images/glance.ts';
import { mayGrantPull } from '../infrastructure/worlds/glance.ts';
import { isJsonName } from '../names.ts';
import { outlineBehind } from '../source/beginning.ts';
import { glanceable, hasAtAGlance } from '../source/glanceable.ts';
import { prepareGrammars } from '../source/languages/grammars.ts';
import { ReadingBuilder } from '../source/readingBuilder.ts';

type Read = (file: SourceFile, builder: ReadingBuilder) => void;

/** A format whose files are rarer than its parser is large. */
interface LateFormat extends Pick<Format, 'id' | 'recognizes'> {
  /** People write such files by hand. A longer one is something else. In UTF-16 units. */
  readonly maxLength: number;
  /** True if a grammar parses it, which is loaded only for a file that may hold an image. */
  readonly hasGrammar?: boolean;
  load(): Promise<Read>;
}

/**
 * Loads the reader with the first file. If that fails, readings have a problem, and the next file of the format tries
 * again.
 */
function lateFormat({ maxLength, hasGrammar = false, load, ...format }: LateFormat): Format {
  let reader: Read | undefined;
  let why = 'its reader is not loaded';
  return {
    ...format,
    prepare: async ({ text }, resource) => {
      try {
        const grammars =
          hasGrammar && (mayHoldImage(text) || mayGrantPull(text)) ? prepareGrammars(resource) : undefined;
        [reader] = await Promise.all([load(), grammars]);
      } catch (error) {
        why = error instanceof Error ? error.message : String(error);
      }
    },
    read: file => {
      const { name, text } = file;
      const builder = new ReadingBuilder(format.id, name, text, 0);
      if (reader === undefined) builder.unread(`not read: ${why}`);
      else if (text.length > maxLength) builder.unread(`not read: larger than ${fileSize(maxLength)}`);
      else reader(file, builder);
      return { file: name, ...builder.done() };
    },
  };
}

export const bicep = lateFormat({
  id: 'bicep',
  recognizes: ({ name }) => /(?:\.bicep(?:param)?|(?:^|\/)bicepconfig\.json)$/i.test(name),
  maxLength: 2 * 1024 * 1024,
  hasGrammar: true,
  load: async () => (await import('./bicep/reader.ts')).readBicepFile,
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
    /from|syntax/i.test(text),
  maxLength: 512 * 1024,
  load: async () => (await import('./dockerfile/reader.ts')).readDockerfile,
});

export const arm = lateFormat({
  id: 'arm',
  recognizes: (file, isOutlined = false) =>
    isJsonName(file.name) &&
    (hasAtAGlance(file.text, text => MATTERS.test(text)) || mayGrantPull(file.text)) &&
    SCHEMA.test(glanceable(isOutlined ? outlineBehind(BEGINNING, file) : file.text.slice(0, BEGINNING))),
  maxLength: 4 * 1024 * 1024,
  load: async () => (await import('./arm/reader.ts')).readArm,
});

const BEGINNING = 16 * 1024;
const MATTERS = /image|FxVersion|deploymentParameters/i;
const SCHEMA = /"\$schema"\s*:\s*"[^"\n]*\/(?:\w*deploymentTemplate|deploymentParameters)\.json/i;
