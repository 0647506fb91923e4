// A repository of a forge, as a file system of a browser: `forge:/repository`. It has no search, each answer takes a
// while, and it refuses some requests at first. The files come from repository.json beside this:
// { "files": { path: text }, "milliseconds": of an answer, "refuseEach": every so many-th reading of a file is refused }.
const vscode = require('vscode');

exports.activate = async ({ extensionUri, subscriptions }) => {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'repository.json'));
  const { files, milliseconds, refuseEach } = JSON.parse(new TextDecoder().decode(bytes));
  const contents = Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)]);
  const forge = new Forge(new Map(contents), milliseconds, refuseEach);
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
  empty = new Set();
  /** By file: how many files had been written when it was. VS Code opens again what has a later time. */
  times = new Map();
  #written = 0;
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
      const bytes = this.files.get(name);
      if (bytes !== undefined)
        return { type: vscode.FileType.File, ctime: 0, mtime: this.times.get(name) ?? 0, size: bytes.length };
      if (name === '' || this.empty.has(name) || this.#below(name).length > 0)
        return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
      throw vscode.FileSystemError.FileNotFound(uri);
    });
  }

  readDirectory(uri) {
    return this.#answer(() => {
      const name = nameOf(uri);
      const below = this.#below(name);
      if (below.length === 0 && !this.empty.has(name)) throw vscode.FileSystemError.FileNotFound(uri);
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
      const bytes = this.files.get(nameOf(uri));
      if (bytes === undefined) throw vscode.FileSystemError.FileNotFound(uri);
      return bytes;
    });
  }

  writeFile(uri, content) {
    return this.#answer(() => {
      const { Changed, Created } = vscode.FileChangeType;
      const type = this.files.has(nameOf(uri)) ? Changed : Created;
      this.#set(nameOf(uri), content);
      this.#changed.fire([{ type, uri }]);
    });
  }

  watch() {
    return new vscode.Disposable(() => {});
  }

  /** A folder is what lies in it, and one that was made and is still empty. */
  createDirectory(uri) {
    return this.#answer(() => {
      this.empty.add(nameOf(uri));
      this.#changed.fire([{ type: vscode.FileChangeType.Created, uri }]);
    });
  }

  delete(uri) {
    return this.#answer(() => {
      if (!this.#take(nameOf(uri), () => {})) throw vscode.FileSystemError.FileNotFound(uri);
      this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
    });
  }

  rename(from, to) {
    return this.#answer(() => {
      const moved = (rest, bytes) => this.#set(nameOf(to) + rest, bytes);
      if (!this.#take(nameOf(from), moved)) throw vscode.FileSystemError.FileNotFound(from);
      this.#changed.fire([
        { type: vscode.FileChangeType.Deleted, uri: from },
        { type: vscode.FileChangeType.Created, uri: to },
      ]);
    });
  }

  #set(name, bytes) {
    this.files.set(name, bytes);
    this.times.set(name, ++this.#written);
  }

  /** Takes away a file, or a folder with all that is in it. Returns whether there was something. */
  #take(name, act) {
    const taken = [...this.files].filter(([file]) => file === name || file.startsWith(`${name}/`));
    for (const [file, bytes] of taken) {
      this.files.delete(file);
      act(file.slice(name.length), bytes);
    }
    return this.empty.delete(name) || taken.length > 0;
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
