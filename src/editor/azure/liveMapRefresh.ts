import * as vscode from 'vscode';
import { noQuestions, questionsOf } from '../../access/azure/questions.ts';
import type { Finding } from '../../model/verdict.ts';
import { productName } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { repeat } from '../register.ts';
import { Debounce } from '../store/debounce.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { ProcessEnvironment } from './azureHost.ts';
import type { LiveMap } from './liveMap.ts';
import { dueNow, minuteOf } from './liveMapTimes.ts';

/**
 * Roles take up to ten minutes to arrive: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
const propagation = 10 * 60_000;

/**
 * Decides when to ask Azure again: as findings bring up new questions, and by age, while the window is in front and on
 * coming back to it. Pauses grow after a failure, after a fix, and while a role is on its way. A keystroke that names
 * no other registry or identity never leads to a request.
 */
export function refreshLiveMap(
  own: Lifetime,
  store: FindingStore,
  live: LiveMap,
  environment: ProcessEnvironment,
): void {
  const minute = minuteOf(environment);
  /** A refusal is asked about again on coming back, in case it was fixed elsewhere. */
  const soon = minute;
  const firstPause = minute / 30;
  const debounce = own.add(new Debounce());
  let lastAsked = 0;
  let askedInVain = 0;
  let expecting: { readonly until: number; pause: number } | undefined;

  /** Returns the findings that the live map is asked for. A folder with a snapshot is judged by its snapshot. */
  const findingsOf = ({ map }: LiveMap): readonly Finding[] =>
    store.files().flatMap(({ folder, findings }) => (folder.knowledge.map === map ? findings : []));

  const ask = async (since = 0) => {
    const { map } = live;
    if (!map) return;
    await store.settled();
    const findings = findingsOf(live);
    await live.confirm(questionsOf(findings, map), since);
    if (expecting === undefined && findings.some(isOnItsWay)) expectChange();
  };

  /** Asks again for the roles at registries with denied pulls: most fixes change these. */
  const askAboutRoles = async (since: number) => {
    const { map } = live;
    if (!map) return;
    await store.settled();
    const { registries, principals } = questionsOf(findingsOf(live).filter(hangsOnARole), map);
    await live.confirm({ ...noQuestions, registries, principals }, since);
  };

  /** Something is about to change in Azure: look for it soon, then more and more rarely, until it is there. */
  const expectChange = () => {
    expecting = { until: Date.now() + propagation, pause: firstPause };
    askLater(expecting);
  };

  const askLater = (change: NonNullable<typeof expecting>) =>
    debounce.schedule('again', change.pause, async () => {
      await askAboutRoles(Date.now());
      await store.settled();
      change.pause = Math.min(change.pause * 2, 2 * minute);
      // A role that is on its way arrives at a time of its own. What is merely hoped for is given up then.
      const findings = findingsOf(live);
      if (!findings.some(isOnItsWay) && (!findings.some(isOpen) || Date.now() > change.until)) expecting = undefined;
      if (expecting === change) askLater(change);
    });

  /** Does the work that is due while the window is in front. */
  const look = () => {
    const { standing } = live;
    if (!standing.maybeMended) askedInVain = 0;
    if (!live.wanted || !vscode.window.state.focused) return;
    const due = dueNow({ ...standing, sinceLastAsked: Date.now() - lastAsked, askedInVain }, minute);
    if (due === 'read') void live.refresh();
    if (due !== 'ask') return;
    lastAsked = Date.now();
    askedInVain++;
    void ask(lastAsked);
  };

  const cameBack = async () => {
    look();
    if (live.state === 'ready' && findingsOf(live).some(isOpen)) await ask(Date.now() - soon);
  };

  own.add(live.onDidChange(() => store.useLive(live.map)));
  own.add(store.onDidChange(() => debounce.schedule('ask', 300, () => void ask())));
  own.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && void cameBack()));
  // The user may have signed in again by VS Code's own menu.
  own.add(
    vscode.authentication.onDidChangeSessions(({ provider }) => {
      if (provider.id.startsWith('microsoft') && live.state === 'signedOut') void live.refresh();
    }),
  );
  own.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void live.refresh()));
  repeat(own, minute, look);
  // A fix runs in a terminal of this name. Whatever it does there may change a verdict.
  own.add(vscode.window.onDidOpenTerminal(({ name }) => name === productName && expectChange()));
}

function isOpen({ verdict }: Finding): boolean {
  return verdict.outcome === 'denied';
}

function hangsOnARole(finding: Finding): boolean {
  return isOpen(finding) || isOnItsWay(finding);
}

function isOnItsWay({ verdict }: Finding): boolean {
  return verdict.cause === 'propagating';
}
