import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';
import * as vscode from 'vscode';
import { type Cloud, clouds } from '../../access/azure/clouds.ts';
import { t } from '../../model/l10n.ts';

/** The user has to sign in. Only a click may open that dialog. */
class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded';
}

/** A token is asked for again after this time. VS Code renews it if needed, and does not show when it ends. */
const trust = 5 * 60_000;

/** The Microsoft account that VS Code has. https://code.visualstudio.com/api/references/vscode-api#authentication */
export class MicrosoftAccount implements TokenCredential {
  /** Azure has asked for more than the session that VS Code has. */
  #outgrown = false;

  /** The cloud that VS Code's own setting for sovereign clouds names. */
  get cloud(): Cloud {
    const name = vscode.workspace.getConfiguration('microsoft-sovereign-cloud').get<string>('environment');
    if (name === 'ChinaCloud') return clouds.AzureChinaCloud;
    return name === 'USGovernment' ? clouds.AzureUSGovernment : clouds.AzureCloud;
  }

  /** Asks the person. Resolves to whether a user is signed in afterwards. */
  async signIn({ another = false } = {}): Promise<boolean> {
    const options = this.#outgrown
      ? { forceNewSession: { detail: t('Azure requires you to sign in again.') } }
      : { createIfNone: true, clearSessionPreference: another };
    try {
      await vscode.authentication.getSession(
        this.#provider,
        this.#scopes([`${this.cloud.arm}/.default`], undefined),
        options,
      );
      this.#outgrown = false;
      return true;
    } catch {
      return false; // the person thought better of it
    }
  }

  async getToken(scopes: string | string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    // A demand that only a new sign-in meets: another factor, a password that has changed.
    if (options.claims) {
      this.#outgrown = true;
      throw new SignInNeeded();
    }
    const wanted = this.#scopes(typeof scopes === 'string' ? [scopes] : scopes, options.tenantId);
    const session = await this.#session(wanted);
    if (!session) throw new SignInNeeded();
    return { token: session.accessToken, expiresOnTimestamp: Date.now() + trust };
  }

  /** The error of a sign-in holds the words of Microsoft Entra, or that nothing was reached. */
  async #session(scopes: readonly string[]): Promise<vscode.AuthenticationSession | undefined> {
    try {
      return await vscode.authentication.getSession(this.#provider, scopes, { silent: true });
    } catch (error) {
      throw new SignInNeeded(error instanceof Error ? error.message : String(error));
    }
  }

  get #provider(): string {
    return this.cloud === clouds.AzureCloud ? 'microsoft' : 'microsoft-sovereign-cloud';
  }

  #scopes(scopes: readonly string[], tenant: string | undefined): string[] {
    return tenant === undefined ? [...scopes] : [...scopes, `VSCODE_TENANT:${tenant}`];
  }
}
