/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * boxes.js: tell the page around this one what is cut, overlaps, or cannot be read.
 *
 * tests/long/page.t puts it into a copy of the page, with PAPER set where that is to be as printed.
 */
const styleOf = getComputedStyle;

function print() {
	for (const sheet of document.styleSheets)
		for (const rule of sheet.cssRules)
			if (rule.media)
				rule.media.mediaText = rule.media[0] === 'print' ? 'all' : 'not all';
}

/* A box for each line of each text. */
function textBoxes() {
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const boxes = [], range = document.createRange();
	for (let node; (node = walker.nextNode());) {
		range.selectNodeContents(node);
		if (!/^(STYLE|SCRIPT)$/.test(node.parentElement.tagName) && node.data.trim())
			for (const box of range.getClientRects())
				boxes.push({ node, box, text: node.data.trim().slice(0, 40) });
	}
	return boxes;
}

/* Beyond what an element shows, or the page; wide tables can be scrolled on a screen. */
function isCut({ node, box }) {
	for (let at = node.parentElement; at; at = at.parentElement) {
		const flow = styleOf(at).overflowX, own = at.getBoundingClientRect();
		if (at === document.documentElement)
			return box.right > at.clientWidth + 1 || box.left < -1;
		if (!PAPER && at.className === 'wide' && flow === 'auto')
			return false;
		if (flow !== 'visible' && (box.right > own.right + 1 || box.left < own.left - 1))
			return true;
	}
}

function overlap(a, b) {
	const slack = 2;
	return a.left + slack < b.right && b.left + slack < a.right &&
	       a.top + slack < b.bottom && b.top + slack < a.bottom;
}

/* WCAG 2.1: relative luminance of "rgb(R, G, B)", and contrast of two. */
function luminance(colour) {
	const [r, g, b] = colour.match(/[\d.]+/g).map(n => n / 255)
		.map(n => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(element) {
	let ground = element;
	while (ground.parentElement && /, 0\)$/.test(styleOf(ground).backgroundColor))
		ground = ground.parentElement;
	const ink = luminance(styleOf(element).color);
	const paper = luminance(styleOf(ground).backgroundColor);
	return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
}

window.addEventListener('load', () => {
	if (PAPER)
		print();
	const boxes = textBoxes(), lines = [];
	for (const [i, one] of boxes.entries()) {
		if (isCut(one))
			lines.push(`cut: ${one.text}`);
		for (const other of boxes.slice(i + 1))
			if (one.node !== other.node && overlap(one.box, other.box))
				lines.push(`overlap: ${one.text} | ${other.text}`);
		if (contrast(one.node.parentElement) < 4.5)
			lines.push(`faint: ${one.text}`);
	}
	for (const entry of performance.getEntriesByType('resource'))
		lines.push(`fetched: ${entry.name}`);
	const dark = luminance(styleOf(document.body).backgroundColor) < 0.2;
	lines.push(`width ${innerWidth}, ${boxes.length} texts, ${dark ? 'dark' : 'light'}`);
	parent.postMessage(lines.map(line => `BOXES ${line}\n`).join(''), '*');
});
