import { lateFormat } from '../../format.ts';

export const dockerfile = lateFormat({
  id: 'dockerfile',
  about: {
    files: '`Dockerfile`, `Containerfile`, `*.Dockerfile`, `Dockerfile.*`',
    reads:
      '`FROM`, `COPY --from=` and the `from=` of mounts where they name an image, `# syntax=`, with the defaults of `ARG`',
    leavesOut: 'stages and `scratch`, which are no images; values that `docker build` is given; files above 512 KB',
  },
  recognizes: ({ name, text }) =>
    /(?:^|\/)(?:(?:[^/]+\.)?(?:dockerfile|containerfile)|(?:dockerfile|containerfile)[._-][^/]+)$/i.test(name) &&
    !/\.(?:dockerignore|containerignore|md|ya?ml|json|txt|sh|ps1)$/i.test(name) &&
    /from/i.test(text),
  maxLength: 512 * 1024,
  load: async () => (await import('./reader.ts')).readDockerfile,
});
