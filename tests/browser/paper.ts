/** A page on paper: what is in the PDF that a browser makes of it. */
import type { Page } from '@playwright/test';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';

interface Node {
  role?: string;
  alt?: string;
  children?: Node[];
}

/** Roles of a page of a PDF in the order in which they are read, each with those it is in. */
const rolesOf = (node: Node, within: string[] = []): string[][] => {
  const here = node.role ? [...within, node.role] : within;
  const below = (node.children ?? []).flatMap((child) => rolesOf(child, here));
  return node.role && !node.children?.some(({ role }) => role) ? [here, ...below] : below;
};
const figuresIn = (node: Node): string[] => [
  ...(node.role === 'Figure' ? [node.alt ?? ''] : []),
  ...(node.children ?? []).flatMap(figuresIn)
];

/** A page as it comes out of the printer: its text, size, tags and pictures, page by page. */
export async function printed(page: Page) {
  const bytes = await page.pdf({ tagged: true, outline: true, preferCSSPageSize: true });
  const document = await getDocument({ data: new Uint8Array(bytes), verbosity: 0 }).promise;
  const pages = await Promise.all(
    Array.from({ length: document.numPages }, async (_, index) => {
      const one = await document.getPage(index + 1);
      const [{ items }, tree, { fnArray }] = await Promise.all([
        one.getTextContent(),
        one.getStructTree() as Promise<Node | null>,
        one.getOperatorList()
      ]);
      return {
        text: items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''),
        size: one.view.slice(2).map(Math.round),
        roles: tree ? rolesOf(tree) : [],
        figures: tree ? figuresIn(tree) : [],
        images: fnArray.filter((name) => name === OPS.paintImageXObject || name === OPS.paintInlineImageXObject).length
      };
    })
  );
  // A map, whatever its type says.
  const mark = (await document.getMarkInfo()) as unknown as Map<string, boolean> | null;
  const { info } = (await document.getMetadata()) as { info: { Language?: string; Title?: string } };
  return { info, marked: mark?.get('Marked'), outline: await document.getOutline(), pages };
}
