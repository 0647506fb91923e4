// A repository of a forge, as a file system of a browser: `forge:/repository`. It has no search, each answer takes a
// while, and it refuses some requests at first. The files come from repository.json beside this:
// { "files": { path: text }, "milliseconds": of an answer, "refuseEach": every so many-th reading of a file is refused }.
const vscode = require('vscode');

exports.activate = async ({ extensionUri, subscriptions }) => {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'repository.json'));
  const { files, milliseconds, refuseEach } = JSON.parse(new TextDecoder().decode(bytes));
  const forge = new Forge(new Map(Object.entries(files)), milliseconds, refuseEach);
  subscriptions.push(
    vscode.workspace.registerFileSystemProvider('forge', forge, { isCaseSensitive: true }),
    vscode.commands.registerCommand('forge.report', () => {
      const { asked, refused, mostAtOnce } = forge;
      return vscode.window.showInformationMessage(`${asked} requests, ${refused} refused, ${mostAtOnce} at once`);
    }),
  );
};

class Forge {
  asked = 0;
  read = 0;
  refused = 0;
  mostAtOnce = 0;
  #running = 0;
  #changed = new vscode.EventEmitter();
  onDidChangeFile = this.#changed.event;

  constructor(files, milliseconds, refuseEach) {
    this.files = files;
    this.milliseconds = milliseconds;
    this.refuseEach = refuseEach;
  }

  stat(uri) {
    return this.#answer(() => {
      const name = nameOf(uri);
      const text = this.files.get(name);
      if (text !== undefined) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: text.length };
      if (name === '' || this.#below(name).length > 0)
        return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
      throw vscode.FileSystemError.FileNotFound(uri);
    });
  }

  readDirectory(uri) {
    return this.#answer(() => {
      const name = nameOf(uri);
      const below = this.#below(name);
      if (below.length === 0) throw vscode.FileSystemError.FileNotFound(uri);
      const { File, Directory } = vscode.FileType;
      const entries = below.map(rest => [rest.split('/')[0], rest.includes('/') ? Directory : File]);
      return [...new Map(entries)];
    });
  }

  /** Refused now and then. Folders never are: the explorer does not ask for one again. */
  readFile(uri) {
    return this.#answer(() => {
      this.read++;
      if (this.refuseEach > 0 && this.read % this.refuseEach === 0) {
        this.refused++;
        throw vscode.FileSystemError.Unavailable('429: too many requests');
      }
      const text = this.files.get(nameOf(uri));
      if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      return new TextEncoder().encode(text);
    });
  }

  writeFile(uri, content) {
    return this.#answer(() => {
      this.files.set(nameOf(uri), new TextDecoder().decode(content));
      this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    });
  }

  watch() {
    return new vscode.Disposable(() => {});
  }

  createDirectory() {}

  delete(uri) {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri) {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  #below(name) {
    const within = name === '' ? '' : `${name}/`;
    return [...this.files.keys()].flatMap(file => (file.startsWith(within) ? [file.slice(within.length)] : []));
  }

  async #answer(act) {
    this.asked++;
    this.#running++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#running);
    try {
      await new Promise(resolve => setTimeout(resolve, this.milliseconds));
      return act();
    } finally {
      this.#running--;
    }
  }
}

/** Relative to the repository. */
function nameOf({ path }) {
  return path.split('/').slice(2).join('/');
}
