/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plugin-riscv64.S: as plugin-x86_64.S; the clock's figures go to the serial port of QEMU's virt.
 */
	.option	norvc
	.text
	.global	_start, program, fire, fire_end, entry, end

	.macro	touch body:vararg
	rdinstret t1
	\body
	rdinstret t2
	sub	t2, t2, t1
	.rept	4
	sb	t2, 0(s4)
	srli	t2, t2, 8
	.endr
	.endm

	.macro	loads count, step
	.set	at, 0
	.rept	\count
	.if	at >= 1984
	lw	t0, at - 1984(s5)
	.else
	lw	t0, at(s3)
	.endif
	.set	at, at + \step
	.endr
	.endm

	.macro	writes
	lw	t0, 0(s3)
	sw	t0, 64(s3)
	sb	t0, 68(s3)
	.endm

	.macro	atomics
	lr.w	t0, (s3)
	sc.w	t3, t0, (s3)
	amoadd.w t3, t0, (s3)
	amoswap.w t3, t0, (s3)
	.endm

	.macro	fences
	fence	rw, rw
	fence	iorw, iorw
	fence.i
	.endm

	.macro	fault
	lw	t0, 0(s6)
	lw	t0, 64(s3)
	.endm

_start:
	li	t0, -1
	csrw	pmpaddr0, t0
	csrw	medeleg, t0
	csrw	mcounteren, t0
	li	t0, 0x1f
	csrw	pmpcfg0, t0
	li	t0, 0x800		/* mret goes to supervisor mode */
	csrw	mstatus, t0
	la	t0, 1f
	csrw	mepc, t0
	mret
	.balign	4
1:	la	s3, data
	li	s4, 0x10000000
	addi	s5, s3, 1984
	li	s6, 8
	la	t0, entry
	csrw	stvec, t0

fire:	rdinstret t1
	j	touches
fired:	rdinstret t1
fire_end:
	li	t0, 0x100000		/* the test device: pass */
	li	t1, 0x5555
	sw	t1, 0(t0)
	j	.

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
	j	fired
end:

	.balign	4
entry:	mv	s6, s3
	sret

	.data
	.balign	64
data:	.skip	4096
