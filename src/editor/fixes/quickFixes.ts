import type { LiveMap } from '../azure/liveMap.ts';
import { FindingDiagnostic, GrantDiagnostic } from '../diagnostics/findingDiagnostic.ts';
import { fixingManifests } from '../findings/edits.ts';
import { fixEntries } from '../findings/fixTexts.ts';
import type { Lifetime } from '../lifetime.ts';
import type { Choices } from '../store/choices.ts';
import type { FindingStore } from '../store/findingStore.ts';
import { actionFor, imageActions } from './imageActions.ts';

/** At the line of a grant, the edits that correct it. */
export function registerGrantFixes(own: Lifetime, store: FindingStore): void {
  own.add(
    fixingManifests(GrantDiagnostic, store, async (here, { uri }) =>
      here.flatMap(diagnostic => {
        const edits = fixEntries(diagnostic.findings).filter(({ fix }) => fix.edit !== null);
        const actions = edits.flatMap(entry => actionFor(entry, uri, store) ?? []);
        for (const action of actions) action.diagnostics = [diagnostic];
        return actions;
      }),
    ),
  );
}

/** The menu of the lightbulb. */
export function registerQuickFixes(own: Lifetime, store: FindingStore, choices: Choices, live: LiveMap): void {
  own.add(
    fixingManifests(FindingDiagnostic, store, async (here, { uri }) => {
      const { findings } = store.file(uri);
      const ours = here.filter(diagnostic => diagnostic.findings.every(finding => findings.includes(finding)));
      const actions = ours.map(async diagnostic => {
        const image = { uri, findings: diagnostic.findings };
        const all = (await imageActions(image, store, choices, live)).map(({ action }) => action);
        for (const action of all) action.diagnostics = [diagnostic];
        return all;
      });
      return (await Promise.all(actions)).flat();
    }),
  );
}
