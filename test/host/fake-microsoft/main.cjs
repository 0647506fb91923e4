// Stands in for VS Code's sign-in with Microsoft, which needs the internet. See fakeSignIn.mjs.
// $FAKE_MICROSOFT=signed-in: somebody is signed in from the start.
// $FAKE_MICROSOFT_TOKEN: the access token handed out; $FAKE_MICROSOFT_TOKEN_FILE: the file that holds it.
const { readFileSync } = require('node:fs');
const vscode = require('vscode');

const account = { id: 'fake-account', label: 'ada@contoso.example' };

exports.activate = context => {
  const changed = new vscode.EventEmitter();
  const sessions = [];
  let signedIn = process.env.FAKE_MICROSOFT === 'signed-in';

  function add(scopes) {
    const file = process.env.FAKE_MICROSOFT_TOKEN_FILE;
    const given = file ? readFileSync(file, 'utf8') : process.env.FAKE_MICROSOFT_TOKEN;
    const accessToken = given || `fake token for ${scopes.join(' ')}`;
    const session = { id: String(sessions.length), account, scopes: [...scopes], accessToken };
    sessions.push(session);
    return session;
  }

  const provider = {
    onDidChangeSessions: changed.event,
    async getSessions(scopes) {
      if (!signedIn || !scopes) return signedIn ? sessions : [];
      const found = sessions.filter(session => scopes.every(scope => session.scopes.includes(scope)));
      return found.length > 0 ? found : [add(scopes)];
    },
    async createSession(scopes) {
      signedIn = true;
      const session = add(scopes);
      changed.fire({ added: [session], removed: [], changed: [] });
      return session;
    },
    async removeSession() {
      signedIn = false;
      changed.fire({ added: [], removed: sessions.splice(0), changed: [] });
    },
  };
  context.subscriptions.push(
    changed,
    vscode.authentication.registerAuthenticationProvider('microsoft', 'Fake Microsoft', provider),
  );
};
