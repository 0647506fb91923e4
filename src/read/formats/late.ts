import { type Format, fileSize, type SourceFile } from '../format.ts';
import { mayGrantPull } from '../infrastructure/exact/glance.ts';
import { mayHoldImage } from '../infrastructure/images.ts';
import { isJsonName, outlineBehind } from '../source/documents.ts';
import { glanceable, hasAtAGlance } from '../source/glanceable.ts';
import { prepareGrammars } from '../source/languages/grammars.ts';
import { ReadingBuilder } from '../source/readingBuilder.ts';

type Read = (file: SourceFile, builder: ReadingBuilder) => void;

/** A format whose files are rarer than its parser is large. */
interface LateFormat extends Pick<Format, 'id' | 'about' | 'recognizes'> {
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
  about: {
    files: '`*.bicep`, `*.bicepparam`, `bicepconfig.json`',
    reads:
      'Container Apps, jobs and session pools, container groups and their profiles, sites with their slots, config and sidecars, also nested, conditional and in loops; the artifact of a Flux configuration from a registry; objects of the extension for Kubernetes; containers and site configurations given to a module; registry modules (`br:`, aliases of the nearest `bicepconfig.json`), imports from one, and extensions of `bicepconfig.json`; registry entries and identities; conditions, with each branch as an image; parameters with a default, variables and names of resources put in where they are used, with the values that `module` statements of the workspace and `*.bicepparam` files give to a file; in `*.bicepparam` and in parameters of other modules, values that are clearly an image with its host, or with an Azure host known only at deployment',
    leavesOut:
      'other parameters of modules from elsewhere, outputs of modules, imported variables, `loadJsonContent` and the like, outputs, functions of your own; the app setting `DOCKER_CUSTOM_IMAGE_NAME`, whose effect on the pulled image is not documented; login servers and ids that only a deployment knows; files above 2 MB',
  },
  recognizes: ({ name }) => /(?:\.bicep(?:param)?|(?:^|\/)bicepconfig\.json)$/i.test(name),
  maxLength: 2 * 1024 * 1024,
  hasGrammar: true,
  load: async () => (await import('./bicep/reader.ts')).readBicepFile,
});

export const terraform = lateFormat({
  id: 'terraform',
  about: {
    files: '`*.tf`, `*.tf.json`, `*.tfvars`, `*.tfvars.json`',
    reads:
      '`azurerm`: Container Apps and jobs, container groups, web and function apps and their slots; `azapi` bodies, also of Flux configurations; the workloads of `kubernetes`, manifests of it and of `kubectl`; `helm_release` with `set` and `values`, and its registry chart; `docker` images, containers and services; registry entries, identities and pull secrets; `dynamic` blocks, `for_each`; loops and conditions, with each branch as an image; defaults of variables, local values and names of resources of the whole folder put in where they are used, with `terraform.tfvars` and `*.auto.tfvars` before them, once more with each other `*.tfvars` of the folder or of one without a module below it, and with the values that `module` blocks of the workspace hand to a module; in `*.tfvars` and in inputs of other modules, values that are clearly an image with its host, or with an Azure host known only at deployment, images of containers, and of web apps by the attributes of `application_stack`',
    leavesOut:
      'other inputs of modules from elsewhere, outputs of modules; values from and for `*.tf.json` and `*.tfvars.json`, which are read alone; several `*.tfvars` that one command names; the app setting `DOCKER_CUSTOM_IMAGE_NAME`, whose effect on the pulled image is not documented; `file()` and `templatefile()`, data sources; images that other clouds run; files above 4 MB',
  },
  recognizes: ({ name }) => /\.(?:tf|tfvars)(?:\.json)?$/i.test(name),
  maxLength: 4 * 1024 * 1024,
  hasGrammar: true,
  load: async () => (await import('./terraform/reader.ts')).readTerraform,
});

export const dockerfile = lateFormat({
  id: 'dockerfile',
  about: {
    files: '`Dockerfile`, `Containerfile`, `*.Dockerfile`, `Dockerfile.*`',
    reads:
      '`FROM`, `COPY --from=` and the `from=` of mounts where they name an image, `# syntax=`, with the defaults of `ARG`',
    leavesOut:
      'stages and `scratch`, which are no images; values that `docker build` is given, which an empty default of `ARG` waits for; files above 512 KB',
  },
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
  about: {
    files: 'templates of Azure Resource Manager and their parameter files, by `$schema`',
    reads:
      'Container Apps, jobs and session pools, container groups and their profiles, sites with their slots, config and sidecars, also as nested resources, in nested templates and in copy loops; the artifact of a Flux configuration from a registry; registry entries and identities; parameters with a default, variables, `format`, `concat` and the like put in where they are used; comments, and strings over several lines; in parameter files (`app.parameters.json`, `app.parameters.prod.json` beside `app.json`) the values that they give to it, each file as a deployment of its own, and values that are clearly an image with its host',
    leavesOut:
      'linked templates, managed applications, results of `reference()` and other functions that only a deployment has; exported responses of Azure and access snapshots, which are no manifests; files above 4 MB',
  },
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
