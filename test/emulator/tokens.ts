import { randomUUID } from 'node:crypto';

export interface Token {
  readonly value: string;
  /** `*`: good for every tenant. */
  readonly tenant: string;
  /** The audience of the token, such as `https://management.azure.com`. `*`: everything. */
  readonly audience: string;
  readonly expiresAt: number;
}

/** Access tokens of the emulated Entra. Each begins with `emulator.`, so that it can't be taken for a real one. */
export class Tokens {
  readonly #now: () => number;
  readonly #valid = new Map<string, Token>();
  /** Every secret that was ever given out, for the test that looks for them where they must not be. */
  readonly secrets: string[] = [];
  /** Seconds that a token lives. */
  lifetime = 3600;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(tenant: string, audience = '*'): Token {
    return this.admit(this.secret(), tenant, audience);
  }

  /** Makes a given token valid. */
  admit(value: string, tenant: string, audience = '*'): Token {
    const token = { value, tenant, audience, expiresAt: this.#now() + this.lifetime * 1000 };
    this.#valid.set(value, token);
    if (!this.secrets.includes(value)) this.secrets.push(value);
    return token;
  }

  /** In three parts, with its end in the middle one: SDKs look there. */
  secret(): string {
    const claims = { exp: Math.floor(this.#now() / 1000) + this.lifetime };
    const middle = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const value = `emulator.${middle}.${randomUUID().replaceAll('-', '')}`;
    this.secrets.push(value);
    return value;
  }

  expireAll(): void {
    this.#valid.clear();
  }

  /** The token, if it is valid and was issued for this audience. */
  check(authorization: string | undefined, audience: string): Token | undefined {
    const token = this.#valid.get(authorization?.replace(/^Bearer /i, '') ?? '');
    const isMeant = token?.audience === '*' || token?.audience === audience;
    return token && isMeant && token.expiresAt > this.#now() ? token : undefined;
  }
}

/** `https://management.azure.com/.default` → `https://management.azure.com`. */
export function audienceOf(scope: string): string {
  return scope.split(' ')[0]?.replace(/\/+\.default$/, '') ?? '';
}
