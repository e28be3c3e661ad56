#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# split-patches: subjects, series and containers as developers have them. In one process, as
# there are many.

[ -x /usr/bin/python3 ] || { echo 'ok 1 - patches are read # SKIP no python3'; echo 1..1; exit; }
exec /usr/bin/python3 -I - <<'END'
import base64, bz2, contextlib, gzip
import importlib.machinery, importlib.util, io, lzma, os, re, sys, tempfile

sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader('split', 'scripts/split-patches')
split = importlib.util.module_from_spec(importlib.util.spec_from_loader('split', loader))
loader.exec_module(split)
claims = failed = 0


def claim(sentence, holds, seen=''):
    global claims, failed
    claims += 1
    failed += not holds
    print(f'{"ok" if holds else "not ok"} {claims} - {sentence}')
    if not holds:
        print('#  ', repr(seen))


def diff(old, new, name='mm/a.c'):
    return f'--- a/{name}\n+++ b/{name}\n@@ -1,3 +1,3 @@\n-{old}\n+{new}\n two\n \n'


def mail(subject, old, new):
    return ('From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n'
            'From: A <a@example.org>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n'
            f'Subject: {subject}\n\nWords.\n---\n mm/a.c | 2 +-\n\n'
            f'diff --git a/mm/a.c b/mm/a.c\n{diff(old, new)}-- \n2.48.1\n\n')


def outcome(data):
    """The status, the words that the patches add, what is said, and the patches."""
    with tempfile.TemporaryDirectory() as folder:
        file, out = os.path.join(folder, 'file'), os.path.join(folder, 'out')
        os.mkdir(out)
        with open(file, 'wb') as made:
            made.write(data if isinstance(data, bytes) else data.encode())
        with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
            status = split.run([file, out]) or 0
        text = ''
        for name in sorted(os.listdir(out)):
            with open(os.path.join(out, name), 'rb') as patch:
                text += patch.read().decode()
        words = ' '.join(re.findall(r'^\+(\w+)\r?$', text, re.M))
        return status, words, said.getvalue().replace(f'split-patches: {file}: ', '').strip(), text


def takes(sentence, words, data, note=''):
    seen = outcome(data)
    claim(sentence, seen[:2] == (0, words) and (re.search(note, seen[2]) if note else not seen[2]), seen)
    return seen[3]


def refuses(sentence, pattern, data):
    seen = outcome(data)
    claim(f'{sentence}: refused in one line, by name',
          seen[:2] == (1, '') and re.match(pattern, seen[2]) and '\n' not in seen[2], seen)


# Version, number, total and title.
for place, subject in (
        ('1 1/2 a', '[PATCH 5.10/5.15 1/2] a'),
        ('1 0/0 a', '[PATCH 5.10/5.15/6.1] a'),
        ('3 2/11 a', '[PATCH net-next v3 02/11] a'),
        ('3 1/12 a', '[PATCH 01/12 v3] a'),
        ('2 0/4 a', '[RFC PATCH v2 0/4] a'),
        ('3 1/2 a', '[net-next,v3,1/2] a'),
        ('1 1/2 a', '[PATCH RESEND 1/2] a'),
        ('1 1/2 a', '[RESEND][PATCH 1/2] a'),
        ('2 1/2 a', '[RESEND PATCH v2 1/2] A'),
        ('2 1/2 a', '[PATCHv2 1/2] a'),
        ('5 1/2 a', '[PATCH-v5 1/2] a'),
        ('3 0/0 a', '[RFCv3] a'),
        ('2 1/2 a', '[PATCH V2] [1/2] a'),
        ('1 1/2 a', '[linux-mm] [patch 1/2] a'),
        ('2.1 3/5 a', '[PATCH v2.1 3/5] a'),
        ('4 1/2 a', '[PATCH v6.12 v4 1/2] a'),
        ('1 3/2 a', '[PATCH 3/2] a'),
        ('1 1/2 a', '[PATCH 1 / 2] a'),
        ('1 1/2 a', '[PATCH 1 of 2] a'),
        ('2 1/2 a', '[PATCH v2-1/2] a'),
        ('2 1/2 a', '[PATCH|v2|#1/2] a'),
        ('2 1/2 a', '[PATCH v2-resend 1/2] a'),
        ('2 1/2 a', 'PATCH v2 1/2: a'),
        ('1 1/2 a', '(PATCH 1/2) a'),
        ('1 1/2 mm: a', 'mm: [PATCH 1/2] a'),
        ('1 0/0 a [1/2] v2', 'a [1/2] v2'),
        ('1 0/0 mm/a.c: v9 1/2', '[PATCH] mm/a.c: v9 1/2')):
    patch = split.Patch(subject)
    found = f'{".".join(map(str, [patch.version, *patch.part]))} {patch.number}/{patch.total} {patch.title}'
    claim(f'the place of {subject}', found == place, found)

takes('a series for two kernels', 'due tre',
      mail('[PATCH 5.10/5.15 2/2] b', 'due', 'tre') + mail('[PATCH 5.10/5.15 1/2] a', 'one', 'due'))
takes('an encoded subject', 'due tre', mail('=?UTF-8?q?=5BPATCH_2/2=5D_b?=', 'due', 'tre') +
      mail('=?UTF-8?B?W1BBVENIIDEvMl0gYQ==?=', 'one', 'due'))
takes('a folded subject', 'due tre', mail('[PATCH\n 2/2] b', 'due', 'tre') + mail('[PATCH 1/2]\n a', 'one', 'due'))
takes('a number beyond the total makes nothing missing', 'due tre six', mail('[PATCH 1/2] a', 'one', 'due') +
      mail('[PATCH 2/2] b', 'due', 'tre') + mail('[PATCH 3/2] c', 'tre', 'six'), r'^a series of 2, and after it 3$')
takes('v2.1 of one patch replaces it', 'due neu six', mail('[PATCH v2 1/3] a', 'one', 'due') +
      mail('[PATCH v2 2/3] b', 'due', 'tre') + mail('[PATCH v2 3/3] c', 'tre', 'six') +
      mail('[PATCH v2.1 2/3] b', 'due', 'neu'))
for older in '[PATCH]', '[PATCHv9]', '[PATCH RFC]', '[PATCH 1/1]':
    takes(f'v10 replaces {older}', 'new', mail('[PATCH v10] fix', 'one', 'new') + mail(f'{older} fix', 'one', 'old'),
          '^has more than one version: v10 is taken$')
takes('a newer series with another total', 'due', mail('[PATCH 1/2] a', 'one', 'old') +
      mail('[PATCH v2 1/1] a', 'one', 'due') + mail('[PATCH 2/2] b', 'old', 'old'), 'v2 is taken')
takes('a patch without number that is there twice', 'due', 2 * mail('[PATCH] fix', 'one', 'due'))
takes('a patch of mm-commits under two subjects', 'due',
      mail('+ a.patch added to mm-unstable branch', 'one', 'due') +
      mail('[merged mm-stable] a.patch removed from -mm tree', 'one', 'due'))
takes('patches without numbers in their order', 'due tre', mail('[PATCH] b', 'one', 'due') + mail('[PATCH] a', 'due', 'tre'))
refuses('another series of another version',
        r'has patches of more than one series \("\[PATCH 1/2\] other: c", "\[PATCH v2 1/2\] a"\): keep one',
        mail('[PATCH 1/2] other: c', 'one', 'due') + mail('[PATCH 2/2] other: d', 'due', 'tre') +
        mail('[PATCH v2 1/2] a', 'one', 'six') + mail('[PATCH v2 2/2] b', 'six', 'ten'))
refuses('another patch of another version', 'has patches of more than one series',
        mail('[PATCH v2] a', 'one', 'due') + mail('[PATCH] b', 'due', 'tre'))
refuses('a patch beside a series', r'has patches of more than one series \(without number, of 1\)',
        mail('[PATCH 1/1] a', 'one', 'due') + mail('[PATCH] b', 'due', 'tre'))
refuses('one patch with two contents', r'has two different patches "\[PATCH\] fix": keep one',
        mail('[PATCH] fix', 'one', 'due') + mail('[PATCH] fix', 'one', 'tre'))
for reply in 're:', '[list] RE:', 'AW:', 'Re[2]:', 'Fwd:':
    refuses(f'"{reply}" alone', 'has no diff in it$', mail(f'{reply} [PATCH] x', 'one', 'due'))

# Fixups in a thread, as developers and akpm send them: applied after the series, as git am does.
both = mail('[PATCH v2 2/2] b', 'due', 'tre') + mail('[PATCH v2 1/2] a', 'one', 'due')
for fixup in ('[PATCH] fixup! a', 'squash! b', '[PATCH] mm-a-fix', '[PATCH 1/2 v2 fix] a',
              '[PATCH v2 2/2 fixup] b', '+ mm-a-fix-2.patch added to mm-unstable branch',
              '[PATCH v2 FIX 1/2] a'):
    takes(f'"{fixup}"', 'due tre six', both + mail(fixup, 'tre', 'six'),
          f'^a fixup is applied after the series: "{re.escape(fixup)}"$')
takes('a fixup that is there twice', 'due tre six', both + 2 * mail('fixup! a', 'tre', 'six'),
      '^[^\n]*$')
takes('a fixup alone', 'six', mail('[PATCH] mm-a-fix', 'one', 'six'))
takes('"-fix" with a number is a patch of the series', 'due tre',
      mail('[PATCH 2/2] b-fix', 'due', 'tre') + mail('[PATCH 1/2] a', 'one', 'due'))
for older in 'fixup! a', '[PATCH 1/2 fix] a':
    takes(f'"{older}" before a newer version', 'due tre',
          mail('[PATCH 1/2] a', 'one', 'old') + mail(older, 'old', 'new') + both,
          'a fixup of an older version is left out: ')
takes('a reply with a diff', 'due tre', both + mail('Re: [PATCH v2 1/2] a', 'tre', 'six'),
      '^has a diff in a reply, which is skipped: "Re: .*": to apply it, begin its subject with ')

# Containers.
is_told = '^has a diff in a reply'
series = (mail('[PATCH 2/2] b', 'due', 'tre') + mail('Re: [PATCH 1/2] a', 'one', 'reply') +
          mail('[PATCH 1/2] a', 'one', 'due'))
takes('blank lines before an mbox', 'due tre', '\n \n' + series, is_told)
for line in ('From 1786000000000000000@xxx Mon Jan 01 00:00:00 +0000 2024', 'From - Tue Apr 29 11:26:11 2008',
             'From mboxrd@z Thu Jan  1 00:00:00 1970', 'From a@example.org Mon Jan  1 00:00 2024'):
    takes(f'an mbox with "{line}"', 'due tre', re.sub('(?m)^From 0.*', line, series), is_told)
takes('mails without a blank line between them', 'due tre',
      re.sub(r'2\.48\.1\n\n', '2.48.1\n', series), is_told)
takes('an mbox without its first line', 'due tre', series.split('\n', 1)[1], is_told)
takes('an mbox with carriage returns', 'due tre', series.replace('\n', '\r\n'), is_told)
takes('an mbox in gzip', 'due tre', gzip.compress(series.encode()), is_told)
takes('an mbox in bzip2', 'due tre', bz2.compress(series.encode()), is_told)
takes('an mbox in xz', 'due tre', lzma.compress(series.encode()), is_told)
takes('a byte order mark', 'due tre', '\ufeff' + series, is_told)
takes('UTF-16 and carriage returns, as PowerShell writes', 'uno', diff('one', 'uno').replace('\n', '\r\n').encode('utf-16'))
refuses('a damaged gzip', 'cannot be split into', gzip.compress(series.encode())[:100])
refuses('what is no text', 'is no text', 'PK\0')
kept = takes('a diff of a source with carriage returns', 'uno', re.sub(r'(?m)^([-+ ]\w*)$', r'\1' + '\r', diff('one', 'uno')))
claim('which are kept', '+uno\r\n' in kept, kept)


def multipart(*parts):
    return ('From: A <a@example.org>\nSubject: [PATCH] x\nMIME-Version: 1.0\n'
            'Content-Type: multipart/mixed; boundary="=-b"\n\n' +
            ''.join(f'--=-b\n{part}\n' for part in parts) + '--=-b--\n')


def attached(text, extra=''):
    return f'Content-Type: text/x-patch\nContent-Disposition: attachment; filename="0001-x.patch"\n{extra}\n{text}'


words = 'Content-Type: text/plain\n\nSee below.\n'
packed = base64.encodebytes(diff('one', 'uno').encode()).decode()
encoding = 'Content-Transfer-Encoding: base64\n'
takes('an attached diff', 'uno', multipart(words, attached(packed, encoding), 'Content-Type: text/html\n\n<html>&lt;'))
takes('a diff of no type', 'uno', multipart(words, attached(packed, encoding).replace('text/x-patch', 'application/octet-stream')))
takes('a diff both attached and in the text', 'uno',
      multipart('Content-Type: text/plain\n\n' + diff('one', 'uno'), attached(packed, encoding)))
takes('attached mails are patches of their own', 'due tre',
      multipart(words, attached(mail('[PATCH 1/2] a', 'one', 'due')), attached(mail('[PATCH 2/2] b', 'due', 'tre'))))
takes('also in an mbox', 'due tre', mail('Re: x', 'one', 'reply') + 'From a@b Mon Jan 1 00:00:00 2024\n' +
      multipart(words, attached(mail('[PATCH 1/2] a', 'one', 'due'))) + '\n' +
      mail('[PATCH 2/2] b', 'due', 'tre'), is_told)
takes('a forwarded mail', 'due', multipart('Content-Type: message/rfc822\n\n' + mail('[PATCH] a', 'one', 'due').split('\n', 1)[1]))
takes('quoted-printable', 'due', mail('[PATCH] x\nContent-Transfer-Encoding: quoted-printable', 'one', 'due')
      .replace('2 +-', '2=20+-').replace('+due', '+d=\nue'))
flowed = mail('[PATCH] x\nContent-Type: text/plain; format=flowed', 'one', 'uno')
for how, text in ('with a blank before each', re.sub('(?m)^ ', '  ', flowed)), ('without', flowed):
    claim(f'format=flowed, {how}', '\n two\n \n' in takes('which is taken', 'uno', text), outcome(text))
takes('what PGP signs', 'uno', '-----BEGIN PGP SIGNED MESSAGE-----\n\n' +
      re.sub('(?m)^-', '- -', diff('one', 'uno')) + '-----BEGIN PGP SIGNATURE-----\n')

# What is no patch.
for page in '<!DOCTYPE html>', '<html>', '<?xml version="1.0"?>', '<pre>':
    refuses(page, 'is HTML: save the page as text', f'\n{page}\n' + diff('one', 'uno').replace('+uno', '<i>+uno</i>'))
refuses('the diff of a merge', 'line 1: mm/a.c: the diff of a merge',
        'diff --cc mm/a.c\nindex 1,2..3\n--- a/mm/a.c\n+++ b/mm/a.c\n@@@ -1,3 -1,3 +1,3 @@@\n- one\n -eins\n++uno\n  two\n')
refuses('a context diff', 'has no diff in it, but a context diff',
        '*** a/mm/a.c\n--- b/mm/a.c\n***************\n*** 1 ****\n! one\n--- 1 ----\n! uno\n')
refuses('a hunk with a line more than it claims', r'mm/a.c: hunk #1 \(line 3\): is damaged at line 8',
        diff('one', 'uno').replace('+uno', '+uno\n+due') + '+end\n')
refuses('a second hunk apart from its file', 'line 9: a hunk without the name of its file',
        diff('one', 'uno') + 'A word.\n@@ -9 +9 @@\n-x\n+y\n')
refuses('a file without a hunk', 'line 3: mm/a.c: has no hunk', 'diff --git a/mm/a.c b/mm/a.c\n--- a/mm/a.c\n+++ b/mm/a.c\n')
refuses('a diff before the first mail', 'has a diff before its first mail', diff('one', 'uno') + '\n' + series)
refuses('a subject with an escape', r'mail 1 \(\[PATCH\] \?\[31m\): mm/a.c: hunk #1',
        mail('[PATCH] \x1b[31m', 'one', 'due').replace(' two', 'two'))
print(f'1..{claims}')
sys.exit(failed > 0)
END
