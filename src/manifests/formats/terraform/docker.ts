import type { Images } from '../../infrastructure/images.ts';
import { block } from '../../infrastructure/shape.ts';
import { at, textOf } from '../../source/view.ts';
import { type TerraformResource, titleOf } from './resource.ts';

/** Images that a Docker host pulls. One that is built here only gets its name here. */
export function readDocker(resource: TerraformResource, images: Images): void {
  const { keyword, type, body } = resource;
  const workload = { platform: 'compose', name: textOf(at(body, 'name')) ?? resource.name } as const;
  const title = titleOf(resource);
  switch (type) {
    case 'docker_image':
      if (block(at(body, 'build')) === undefined) images.add(at(body, 'name'), `${title}name`, workload);
      return;
    case 'docker_registry_image':
      // the resource pushes, the data source looks
      if (keyword === 'data') images.add(at(body, 'name'), `${title}name`, workload);
      return;
    case 'docker_service': {
      const spec = block(at(block(at(body, 'task_spec')), 'container_spec'));
      images.add(at(spec, 'image'), `${title}task_spec[0].container_spec[0].image`, workload);
      return;
    }
    default:
      // mostly the id of a `docker_image`, which is read where it is named
      if (!/\bdocker_image\./.test(textOf(at(body, 'image')) ?? '')) {
        images.add(at(body, 'image'), `${title}image`, workload);
      }
  }
}
