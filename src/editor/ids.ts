// Every id that package.json contributes and the code uses. test/editor/manifest.test.ts compares the two.

export const commands = {
  pickTarget: 'acrPull.pickTarget',
  forgetTargets: 'acrPull.forgetTargets',
  saveTargets: 'acrPull.saveTargets',
  sendTo: 'acrPull.sendTo',
  proposeConfig: 'acrPull.proposeConfig',
  chooseSnapshot: 'acrPull.chooseSnapshot',
  askColleague: 'acrPull.askColleague',
  getAccess: 'acrPull.getAccess',
  refresh: 'acrPull.refresh',
  showLog: 'acrPull.showLog',
  openCausePage: 'acrPull.openCausePage',
  copyFix: 'acrPull.copyFix',
  applyFix: 'acrPull.applyFix',
  suppress: 'acrPull.suppress',
  scriptForFile: 'acrPull.scriptForFile',
  scriptForWorkspace: 'acrPull.scriptForWorkspace',
  showProof: 'acrPull.showProof',
  showFullProof: 'acrPull.showFullProof',
  explainError: 'acrPull.explainError',
  explainTerminalError: 'acrPull.explainTerminalError',
  signIn: 'acrPull.signIn',
  switchAccount: 'acrPull.switchAccount',
  refreshAzure: 'acrPull.refreshAzure',
  saveSnapshot: 'acrPull.saveSnapshot',
  stopReading: 'acrPull.stopReading',
  lookForImage: 'acrPull.lookForImage',
  filterTrees: 'acrPull.filterTrees',
  showAllInTrees: 'acrPull.showAllInTrees',
  copyResourceId: 'acrPull.copyResourceId',
  copyPrincipalId: 'acrPull.copyPrincipalId',
  openInPortal: 'acrPull.openInPortal',
  goToLine: 'acrPull.goToLine',
  copyNodeFix: 'acrPull.copyNodeFix',
  showNodeProof: 'acrPull.showNodeProof',
  fixNode: 'acrPull.fixNode',
  sendNode: 'acrPull.sendNode',
  suppressNode: 'acrPull.suppressNode',
  explainNode: 'acrPull.explainNode',
  openWalkthrough: 'acrPull.openWalkthrough',
  openSamples: 'acrPull.openSamples',
  openCiGuide: 'acrPull.openCiGuide',
  openTerminal: 'acrPull.openTerminal',
  openGuides: 'acrPull.openGuides',
} as const;

export const views = {
  targets: 'acrPull.targets',
  registries: 'acrPull.registries',
  audit: 'acrPull.audit',
} as const;

export const walkthrough = 'acrPull.start';

/** Tools for language models. */
export const toolNames = {
  explainError: 'acrPull_explainError',
  checkImage: 'acrPull_checkImage',
  whatIsDenied: 'acrPull_whatIsDenied',
  whyRed: 'acrPull_whyRed',
  whoCanPull: 'acrPull_whoCanPull',
  whatIfAbac: 'acrPull_whatIfAbac',
} as const;

/** The MCP server, in `contributes.mcpServerDefinitionProviders`. */
export const mcpProvider = 'acrPull.mcp';

/** For when-clauses, such as those of the welcome texts. */
export const contextKeys = {
  /** A person has picked targets here. */
  targetsPicked: 'acrPull.targetsPicked',
  /** The workspace names an image of an Azure registry, or has a config or a map: our views are shown. */
  concerned: 'acrPull.concerned',
  /** An access map is loaded for at least one folder. */
  hasMap: 'acrPull.hasMap',
  /** The workspace has been read to its end at least once. */
  settled: 'acrPull.settled',
  /** The trees are narrowed to a part of the findings. */
  filtered: 'acrPull.filtered',
  /** The map from Azure was asked for here. */
  azureWanted: 'acrPull.azureWanted',
  /**
   * Steps of the walkthrough are done: a pull error was explained, the samples are open, a finding was read, a fix was
   * taken.
   */
  errorExplained: 'acrPull.errorExplained',
  samplesOpened: 'acrPull.samplesOpened',
  findingRead: 'acrPull.findingRead',
  fixTaken: 'acrPull.fixTaken',
  /** One of `signedOut`, `reading`, `ready`, `noSubscription`, `forbidden` and `offline`. */
  azure: 'acrPull.azure',
} as const;

export const settings = {
  scope: 'acrPull.diagnostics.scope',
  severity: 'acrPull.diagnostics.severity',
  delay: 'acrPull.diagnostics.delay',
  shell: 'acrPull.fixes.shell',
  codeLens: 'acrPull.codeLens',
  kubeconfig: 'acrPull.kubeconfig',
} as const;

/** The scheme of the pages that ship with the extension. See pages.ts. */
export const docsScheme = 'acr-pull-docs';

export const explainedPanel = 'acrPull.explained';

/** The kind of tab with a full proof. See fullProof.ts. */
export const proofPanel = 'acrPull.proof';

/** The name for people: the origin of diagnostics, and the name of the log. */
export const productName = 'ACR Pull Check';
