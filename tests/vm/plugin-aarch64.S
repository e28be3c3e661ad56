/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plugin-aarch64.S: as plugin-x86_64.S; the clock's figures go to the serial port of QEMU's virt.
 */
	.arch	armv8.1-a
	.text
	.global	_start, program, fire, fire_end, entry, end

	.macro	touch body:vararg
	mrs	x9, cntvct_el0
	\body
	mrs	x10, cntvct_el0
	sub	x10, x10, x9
	.rept	4
	strb	w10, [x20]
	lsr	x10, x10, #8
	.endr
	.endm

	.macro	loads count, step
	.set	at, 0
	.rept	\count
	ldr	w0, [x19, #at]
	.set	at, at + \step
	.endr
	.endm

	.macro	writes
	ldr	w0, [x19]
	str	w0, [x19, #64]
	strb	w0, [x19, #68]
	.endm

	.macro	atomics
	ldxr	w0, [x19]
	stxr	w1, w0, [x19]
	ldadd	w0, w1, [x19]
	swpal	w0, w1, [x19]
	casal	w0, w1, [x19]
	.endm

	.macro	fences
	dmb	ish
	dsb	sy
	isb
	dmb	ishld
	.endm

	.macro	fault
	ldr	w0, [x21]
	ldr	w0, [x19, #64]
	.endm

_start:
	ldr	x19, =data
	ldr	x20, =0x09000000
	mov	x21, #-8
	ldr	x0, =vectors
	msr	vbar_el1, x0
	isb

fire:	mrs	x9, cntvct_el0
	b	touches
fired:	mrs	x9, cntvct_el0
fire_end:
	ldr	w0, =0x84000008		/* PSCI: SYSTEM_OFF */
	hvc	#0

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
	touch	svc #0
	b	fired
end:

	.balign	2048
vectors:
	.skip	0x200
entry:	mov	x21, x19
	eret

	.data
	.balign	64
data:	.skip	4096
