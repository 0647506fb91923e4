import { lateFormat } from '../../format.ts';
import { prepareGrammars } from '../../source/languages/grammars.ts';

export const terraform = lateFormat({
  id: 'terraform',
  about: {
    files: '`*.tf`, `*.tf.json`, `*.tfvars`, `*.tfvars.json`',
    reads:
      '`azurerm`: Container Apps and jobs, container groups, web and function apps and their slots; `azapi` bodies; the workloads of `kubernetes`, manifests of it and of `kubectl`; `helm_release` with `set` and `values`; `docker` images, containers and services; registry entries, identities and pull secrets; `dynamic` blocks, `for_each`; defaults of variables, local values and names of resources of the same file put in where they are used; in `*.tfvars` and in inputs of modules, values that plainly are an image with its host, be it one of Azure that only a deployment knows',
    leavesOut:
      'other inputs of modules; variables and local values of other files; the app setting `DOCKER_CUSTOM_IMAGE_NAME`, of which no documentation says whether it decides what is pulled; `file()` and `templatefile()`, data sources; images that other clouds run; files above 4 MB',
  },
  recognizes: ({ name }) => /\.(?:tf|tfvars)(?:\.json)?$/i.test(name),
  maxLength: 4 * 1024 * 1024,
  load: async resource => {
    const [{ readTerraform }] = await Promise.all([import('./reader.ts'), prepareGrammars(resource)]);
    return readTerraform;
  },
});
