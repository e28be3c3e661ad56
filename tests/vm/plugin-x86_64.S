/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plugin.S: a guest without a kernel whose touches are known to the last access, for plugin.t.
 *
 * QEMU boots it by its Multiboot header. It writes what the clock says of each touch to the debug
 * console, 32 bits each, and ends. A page that is not present is mapped by the handler "entry".
 */
	.code32
	.section .text
	.long	0x1badb002, 0, -0x1badb002
	.global	program, fire, fire_end, entry, end
	.set	page, 0x400000

	.macro	touch body:vararg
	rdtsc
	movl	%eax, %esi
	\body
	rdtsc
	subl	%esi, %eax
	.rept	4
	outb	%al, $0xe9
	shrl	$8, %eax
	.endr
	.endm

	.macro	loads count, step
	.set	at, 0
	.rept	\count
	testb	$0, data + at
	.set	at, at + \step
	.endr
	.endm

	.macro	writes
	testb	$0, data
	movl	%ecx, data + 64
	movb	%cl, data + 65
	.endm

	.macro	atomics
	lock incl data
	xchgl	%ecx, data + 4
	lock cmpxchgl %ecx, data + 8
	xchgl	%ecx, %edx
	.endm

	.macro	fences
	mfence
	lfence
	sfence
	sfence
	.endm

	.macro	fault
	testb	$0, page
	testb	$0, page + 64
	.endm

	.macro	repeated
	movl	$data, %edi
	movl	$100, %ecx
	rep stosb
	.endm

	.global	_start
_start:
	lgdt	gdt_pointer
	ljmp	$8, $1f
1:	movl	$16, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$stack, %esp
	movl	$entry, %eax
	movw	%ax, idt + 14 * 8
	shrl	$16, %eax
	movw	%ax, idt + 14 * 8 + 6
	lidt	idt_pointer
	movl	%cr4, %eax
	orl	$0x10, %eax		/* pages of 4 MiB */
	movl	%eax, %cr4
	movl	$directory, %eax
	movl	%eax, %cr3
	movl	%cr0, %eax
	orl	$0x80000000, %eax
	movl	%eax, %cr0

fire:	rdtsc
	jmp	touches
fired:	rdtsc
fire_end:
	movl	$0, %eax
	outb	%al, $0xf4
	hlt

program:
touches:
	touch
	touch	loads 37, 0
	touch	loads 37, 64
	touch	writes
	touch	atomics
	touch	fences
	touch	fault
	touch	fault
	touch	testw $0, data + 63
	touch	repeated
	jmp	fired
end:

entry:
	orl	$0x83, directory + 4
	addl	$4, %esp
	iretl

	.section .data
	.balign	4096
directory:
	.long	0x83
	.skip	4092
data:	.skip	4096
	.skip	64
stack:
	.balign	8
gdt:	.quad	0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
	.word	. - gdt - 1
	.long	gdt
idt:	.skip	14 * 8
	.word	0, 8, 0x8e00, 0
idt_pointer:
	.word	. - idt - 1
	.long	idt
