// The page as a screen reader has it: Chromium's accessibility tree, and which element has the keyboard.
import assert from 'node:assert/strict';

const roles = new Set([
  'button',
  'checkbox',
  'combobox',
  'link',
  'menuitem',
  'radio',
  'searchbox',
  'switch',
  'tab',
  'textbox',
  'treeitem',
]);

/**
 * The controls within an element that are shown, in the order of the page.
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} element of the page or of a frame in it
 * @returns {Promise<{ role: string, name: string, address: string | undefined }[]>}
 */
export async function controlsIn(page, element) {
  const mark = `controls-${Math.random()}`;
  await element.evaluate((node, value) => node.setAttribute('data-walk', value), mark);
  const session = await page.context().newCDPSession(page);
  try {
    const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
    const { nodes } = await session.send('Accessibility.queryAXTree', { backendNodeId: marked(root, mark) });
    const controls = nodes.filter(({ ignored, role }) => !ignored && roles.has(role?.value));
    return await Promise.all(
      controls.map(async ({ role, name, backendDOMNodeId }) => {
        const { node } = await session.send('DOM.describeNode', { backendNodeId: backendDOMNodeId });
        const address = attribute(node, 'data-href') ?? attribute(node, 'href'); // VS Code keeps a command in the first
        return { role: role.value, name: name?.value ?? '', address };
      }),
    );
  } finally {
    await session.detach();
  }
}

function attribute({ attributes = [] }, name) {
  const at = attributes.findIndex((each, index) => index % 2 === 0 && each === name);
  return at < 0 ? undefined : attributes[at + 1];
}

/** The node of the DOM with the mark, in the document or in one of its frames. */
function marked(root, mark) {
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.attributes?.includes(mark)) return node.backendNodeId;
    waiting.push(...(node.children ?? []), ...(node.contentDocument ? [node.contentDocument] : []));
  }
  throw new Error('the element is in no document that this session sees');
}

/** Words that name no object: which one a control acts on is to be in its name. */
const bare = /^(?:copy|fix|open|show|run|learn more|more|close|edit|here)(?:…|\.\.\.)?$/i;

/** Fails unless each control has a name of its own for what it acts on. Links to one address are one control. */
export function assertNamed(controls, where) {
  assert.ok(controls.length > 0, `${where} has controls`);
  const seen = new Map();
  for (const { role, name, address } of controls) {
    assert.notEqual(name.trim(), '', `${where}: a ${role} without a name`);
    assert.doesNotMatch(name, bare, `${where}: “${name}” does not say what it acts on`);
    const isSame = address !== undefined && seen.get(name) === address;
    assert.ok(!seen.has(name) || isSame, `${where}: two controls with the name “${name}”`);
    seen.set(name, address);
  }
}

/**
 * The element that has the keyboard, in whichever frame. Undefined if none has it.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{ id: string, role: string, name: string, isClosed: boolean } | undefined>} the role, or else the tag
 */
export async function focusIn(page) {
  for (const frame of page.frames()) {
    const found = await frame
      .evaluate(() => {
        const { activeElement: element } = document;
        if (!element || element === document.body || element.tagName === 'IFRAME' || !document.hasFocus()) return;
        // A list has the keyboard itself, and names its active row.
        const meant = document.getElementById(element.getAttribute('aria-activedescendant') ?? '') ?? element;
        return {
          id: meant.id,
          role: meant.getAttribute('role') ?? meant.tagName.toLowerCase(),
          name: meant.getAttribute('aria-label') ?? meant.textContent,
          isClosed: meant.getAttribute('aria-expanded') === 'false',
        };
      })
      .catch(() => undefined); // a frame that has just gone
    if (found) return found;
  }
  return undefined;
}
