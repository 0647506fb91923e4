import type { askImages } from '../../access/azure/images.ts';

/** Variables of the process that the extension runs in. A browser has none. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** A part of the extension's host: reading from Azure depends on it. */
export interface AzureHost {
  readonly environment: ProcessEnvironment;
  /** Loads what asks registries for images. Absent in a browser: no registry answers a page (Azure/acr#752). */
  readonly loadAskImages: (() => Promise<typeof askImages>) | undefined;
}
