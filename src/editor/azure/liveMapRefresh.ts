import * as vscode from 'vscode';
import { noQuestions, questionsOf } from '../../access/azure/questions.ts';
import type { Finding } from '../../model/verdict.ts';
import { productName } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { Debounce } from '../store/debounce.ts';
import type { FindingStore } from '../store/findingStore.ts';
import type { LiveMap } from './liveMap.ts';
import { dueNow, minuteOf } from './liveMapTimes.ts';

const minute = minuteOf(process.env);
/** A refusal is asked about again on coming back, in case it was fixed elsewhere. */
const soon = minute;
/** Roles take up to ten minutes to arrive: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting */
const propagation = 10 * 60_000;
const firstPause = minute / 30;

/**
 * When Azure is asked again: as findings bring up new questions, by age while the window is in front and on coming
 * back to it, and with growing pauses after a failure, after a fix and while a role is on its way. Never because of a
 * keystroke that names no other registry or identity.
 */
export class LiveMapRefresh {
  readonly #store: FindingStore;
  readonly #live: LiveMap;
  readonly #debounce = new Debounce();
  #lastAsked = 0;
  #askedInVain = 0;
  #expecting: { readonly until: number; pause: number } | undefined;

  constructor(own: Lifetime, store: FindingStore, live: LiveMap) {
    own.add(this.#debounce);
    this.#store = store;
    this.#live = live;
    own.add(live.onDidChange(() => store.useLive(live.map)));
    own.add(store.onDidChange(() => this.#debounce.schedule('ask', 300, () => void this.#ask())));
    own.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && void this.#cameBack()));
    // The user may have signed in again by VS Code's own menu.
    own.add(
      vscode.authentication.onDidChangeSessions(({ provider }) => {
        if (provider.id.startsWith('microsoft') && live.state === 'signedOut') void live.refresh();
      }),
    );
    own.add(vscode.workspace.onDidGrantWorkspaceTrust(() => void live.refresh()));
    const hand = setInterval(() => this.#look(), minute);
    own.add({ dispose: () => clearInterval(hand) });
    // A fix runs in a terminal of this name; whatever it does there may change a verdict.
    own.add(vscode.window.onDidOpenTerminal(({ name }) => name === productName && this.expectChange()));
  }

  /** Something is about to change in Azure: look for it soon, then more and more rarely, until it is there. */
  expectChange(): void {
    this.#expecting = { until: Date.now() + propagation, pause: firstPause };
    this.#later();
  }

  async #ask(since = 0): Promise<void> {
    const { map } = this.#live;
    if (!map) return;
    await this.#store.settled();
    const findings = this.#findings();
    await this.#live.confirm(questionsOf(findings, map), since);
    if (this.#expecting === undefined && findings.some(isOnItsWay)) this.expectChange();
  }

  /** What a fix changes most of the time, at the registries of what is still denied. */
  async #askAboutRoles(since: number): Promise<void> {
    const { map } = this.#live;
    if (!map) return;
    await this.#store.settled();
    const { registries, principals } = questionsOf(this.#findings().filter(hangsOnARole), map);
    await this.#live.confirm({ ...noQuestions, registries, principals }, since);
  }

  #later(): void {
    const expecting = this.#expecting;
    if (!expecting) return;
    this.#debounce.schedule('again', expecting.pause, async () => {
      await this.#askAboutRoles(Date.now());
      await this.#store.settled();
      expecting.pause = Math.min(expecting.pause * 2, 2 * minute);
      // A role that is on its way arrives at a time of its own; what is merely hoped for is given up then.
      const findings = this.#findings();
      if (!findings.some(isOnItsWay) && (!findings.some(isOpen) || Date.now() > expecting.until))
        this.#expecting = undefined;
      if (this.#expecting === expecting) this.#later();
    });
  }

  async #cameBack(): Promise<void> {
    this.#look();
    if (this.#live.state === 'ready' && this.#findings().some(isOpen)) await this.#ask(Date.now() - soon);
  }

  /** What has come due while the window is in front. */
  #look(): void {
    const { age, failedInARow, maybeMended, sinceLastTry, state, wanted } = this.#live;
    if (!maybeMended) this.#askedInVain = 0;
    const due = dueNow({
      awaited: wanted && vscode.window.state.focused,
      state,
      age: age === undefined ? undefined : age / minute,
      sinceLastTry: sinceLastTry / minute,
      failedInARow,
      sinceLastAsked: (Date.now() - this.#lastAsked) / minute,
      askedInVain: maybeMended ? this.#askedInVain : undefined,
    });
    if (due === 'read') void this.#live.refresh();
    if (due !== 'ask') return;
    this.#lastAsked = Date.now();
    this.#askedInVain++;
    void this.#ask(this.#lastAsked);
  }

  /** Those that the live map is asked for: a folder with a snapshot is judged by that. */
  #findings(): readonly Finding[] {
    const { map } = this.#live;
    return this.#store.files().flatMap(({ folder, findings }) => (folder.knowledge.map === map ? findings : []));
  }
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
