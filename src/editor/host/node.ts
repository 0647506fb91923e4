import { registerMcpServer } from '../assistants/registerMcpServer.ts';
import { disk } from '../files/disk.ts';
import { followKubeconfig } from '../targets/kubeconfigFiles.ts';
import { registerOpenTerminal } from '../terminal/openTerminal.ts';
import type { ExtensionHost } from './extensionHost.ts';

/** A process of Node: on the desktop, on a remote machine, or in a container. */
export const node: ExtensionHost = {
  disk,
  environment: process.env,
  loadAskImages: async () => (await import('../../access/azure/images.ts')).askImages,
  runsCommands: true,
  registerOwn(own, context, files, choices) {
    registerMcpServer(own, context);
    registerOpenTerminal(own, context);
    followKubeconfig(own, files, choices);
  },
};
