// What a decision and its steps can be.

export type Outcome = 'allowed' | 'denied' | 'unknown';

/** The order of the mission: a proof reads from the registry to the image. */
export type ProofStep = 'registry' | 'puller' | 'tenant' | 'role' | 'network' | 'credential' | 'image';
