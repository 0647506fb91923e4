import { lateFormat } from '../../format.ts';
import { mayHoldImage } from '../../infrastructure/images.ts';
import { prepareGrammars } from '../../source/languages/grammars.ts';

export const terraform = lateFormat({
  id: 'terraform',
  about: {
    files: '`*.tf`, `*.tf.json`, `*.tfvars`, `*.tfvars.json`',
    reads:
      '`azurerm`: Container Apps and jobs, container groups, web and function apps and their slots; `azapi` bodies, also of Flux configurations; the workloads of `kubernetes`, manifests of it and of `kubectl`; `helm_release` with `set` and `values`, and its chart of a registry; `docker` images, containers and services; registry entries, identities and pull secrets; `dynamic` blocks, `for_each`; loops and conditions, with each branch as an image; defaults of variables, local values and names of resources of the whole folder put in where they are used, with `terraform.tfvars` and `*.auto.tfvars` before them, once more with each other `*.tfvars` of the folder or of one without a module below it, and with what `module` blocks of the workspace hand to a module; in `*.tfvars` and in inputs of other modules, values that plainly are an image with its host, be it one of Azure that only a deployment knows, images of containers, and of web apps by the attributes of `application_stack`',
    leavesOut:
      'other inputs of modules from elsewhere, outputs of modules; values from and for `*.tf.json` and `*.tfvars.json`, which are read alone; several `*.tfvars` that one command names; the app setting `DOCKER_CUSTOM_IMAGE_NAME`, of which no documentation says whether it decides what is pulled; `file()` and `templatefile()`, data sources; images that other clouds run; files above 4 MB',
  },
  recognizes: ({ name }) => /\.(?:tf|tfvars)(?:\.json)?$/i.test(name),
  maxLength: 4 * 1024 * 1024,
  load: async ({ text }, resource) => {
    const grammars = mayHoldImage(text) ? prepareGrammars(resource) : undefined;
    const [{ readTerraform }] = await Promise.all([import('./reader.ts'), grammars]);
    return readTerraform;
  },
});
