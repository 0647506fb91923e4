import { lateFormat } from '../../format.ts';
import { mayHoldImage } from '../../infrastructure/images.ts';
import { prepareGrammars } from '../../source/languages/grammars.ts';

export const bicep = lateFormat({
  id: 'bicep',
  about: {
    files: '`*.bicep`, `*.bicepparam`, `bicepconfig.json`',
    reads:
      'Container Apps and jobs, container groups and their profiles, sites with their slots, config and sidecars, also nested, conditional and in loops; what a Flux configuration pulls of a registry; objects of the extension for Kubernetes, and containers of Radius; containers and site configurations given to a module; modules of a registry (`br:`, aliases of the nearest `bicepconfig.json`); registry entries and identities; conditions, with each branch as an image; parameters with a default, variables and names of resources put in where they are used, with what `module` statements of the workspace and `*.bicepparam` files give to a file; in `*.bicepparam` and in parameters of other modules, values that plainly are an image with its host, be it one of Azure that only a deployment knows',
    leavesOut:
      'other parameters of modules from elsewhere, outputs of modules, imported variables, `loadJsonContent` and the like, outputs, functions of your own; the app setting `DOCKER_CUSTOM_IMAGE_NAME`, of which no documentation says whether it decides what is pulled; login servers and ids that only a deployment knows; files above 2 MB',
  },
  recognizes: ({ name }) => /(?:\.bicep(?:param)?|(?:^|\/)bicepconfig\.json)$/i.test(name),
  maxLength: 2 * 1024 * 1024,
  load: async ({ text }, resource) => {
    const grammars = mayHoldImage(text) ? prepareGrammars(resource) : undefined;
    const [{ readBicepFile }] = await Promise.all([import('./reader.ts'), grammars]);
    return readBicepFile;
  },
});
