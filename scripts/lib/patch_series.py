# SPDX-License-Identifier: GPL-2.0-or-later
"""The place of patches in a series: which of those in an mbox are to be applied, in which order.

Of scripts/split-patches, which knows how to read them.
"""
import re
import sys

REPLY = re.compile(r'(\[[^]]*\]\s*)*(re|aw|sv|vs|antw|fwd?|wg|tr|回复|答复)(\[\d+\])?\s*[:：]', re.I)
VERSION = r'(?:(?:patch|rfc|resend)[-_]?)?v(\d{1,6}(?:\.\d{1,6})*)([-_+].*)?'
FIXUP = re.compile(r'(fixup|squash|amend)! ')
MM_FIXUP = re.compile(r'(\+ )?\S+-fix([-\d]|fix)*(\.patch .*)?$')   # as akpm names them


class Refused(Exception):
    pass


def visible(text):
    return ''.join(c if c.isprintable() else '?' for c in text)


def say(text):
    print('split-patches:', visible(text), file=sys.stderr)


class Patch:
    """What a subject says of a patch's place in a series; its diffs come later."""

    def __init__(self, subject):
        self.subject, self.diffs = subject, []
        tags = (re.match(r'(\[[^]]*\]\s*)+|\(patch\b[^)]*\)|patch\b[^:]*:', subject, re.I) or
                re.search(r'\[[^]]*\bpatch\b[^]]*\]|$', subject, re.I))
        self.title = ' '.join((subject[:tags.start()] + subject[tags.end():]).split()).casefold()
        words = re.split(r'[][()\s,;:|]+', tags[0])
        # The last one: "5.10/5.15 1/2" has kernels before it.
        numbers = re.findall(r'(?<![\d./])(\d{1,6}) ?(?:/| of ) ?(\d{1,6})(?![\d./])', tags[0])
        self.number, self.total = map(int, numbers[-1]) if numbers else (0, 0)
        # v2.1 replaces one patch of v2.
        found = (re.fullmatch(VERSION, word, re.I) for word in words)
        versions = [list(map(int, version[1].split('.'))) for version in found if version]
        self.version, *self.part = min(reversed(versions), key=len, default=[1])
        self.has_version, self.is_reply = bool(versions), bool(REPLY.match(subject))
        self.is_fixup = bool(
            FIXUP.match(self.title) or not self.total and MM_FIXUP.match(self.title) or
            any(re.fullmatch(r'fix(up)?\d*', word, re.I) for word in words))

    def content(self):
        return [diff.content() for diff in self.diffs]


def with_fixups(patches, file):
    """The series in order, and after it its fixups, as they were sent. Each is named."""
    for patch in patches:
        if patch.is_reply:
            say(f'{file}: has a diff in a reply, which is skipped: "{patch.subject}": '
                'to apply it, begin its subject with "fixup! "')
    patches = [patch for patch in patches if not patch.is_reply]
    series = [patch for patch in patches if not patch.is_fixup]
    if not any(patch.diffs for patch in series):
        return chosen(patches, file)
    taken = list(chosen(series, file))
    versions = {patch.version for patch in series}
    newest = [patch.version for patch in patches].index(taken[0].version)
    for i, patch in enumerate(patches):
        if not patch.is_fixup or patch.content() in [other.content() for other in taken]:
            continue
        older = patch.version in versions if patch.has_version else i < newest
        if older and patch.version != taken[0].version:
            say(f'{file}: a fixup of an older version is left out: "{patch.subject}"')
            continue
        say(f'{file}: a fixup is applied after the series: "{patch.subject}"')
        taken.append(patch)
    return taken


def chosen(patches, file):
    """The newest version in order, each patch once. Two series are refused."""
    with_diffs = [patch for patch in patches if patch.diffs]
    newest = max(patch.version for patch in with_diffs)
    series = {}
    for patch in patches:
        series.setdefault((patch.version, patch.total or patch.title), []).append(patch)
    for (version, _), older in series.items():
        titles = {patch.title for patch in patches if patch.version > version}
        if version < newest and titles.isdisjoint(patch.title for patch in older):
            last = next(patch.subject for patch in with_diffs if patch.version == newest)
            raise Refused('has patches of more than one series '
                          f'("{older[0].subject}", "{last}"): keep one')
    if any(patch.version < newest for patch in with_diffs):
        say(f'{file}: has more than one version: v{newest} is taken')
    latest = [patch for patch in with_diffs if patch.version == newest]
    totals = sorted({patch.total for patch in latest})
    if len(totals) > 1:
        names = ', '.join(f'of {total}' if total else 'without number' for total in totals)
        raise Refused(f'has patches of more than one series ({names}): keep one')
    found = {}
    for patch in latest:
        if not patch.total and any(patch.content() == other.content() for other in found.values()):
            continue    # mm-commits has it under several subjects
        key = patch.number if patch.total else patch.title
        before = found.setdefault(key, patch)
        if before.part == patch.part and before.content() != patch.content():
            name = f'{patch.number}/{patch.total}' if patch.total else f'"{patch.subject}"'
            raise Refused(f'has two different patches {name}: keep one')
        if before.part < patch.part:
            found[key] = patch
    if totals[0]:
        found = dict(sorted(found.items()))
        say_what_is_missing(list(found), totals[0], file)
    return found.values()


def say_what_is_missing(numbers, total, file):
    missing = [f'{one + 1}-{next - 1}' if one + 2 < next else f'{one + 1}'
               for one, next in zip([0] + numbers, numbers + [total + 1]) if one + 1 < next]
    if missing:
        say(f'{file}: a part of a series of {total}: without {", ".join(missing)}')
    if beyond := [str(number) for number in numbers if number > total]:
        say(f'{file}: a series of {total}, and after it {", ".join(beyond)}')
