	# An object file with two symbols, as a seed of the harness "trace".
	.text
	.globl	f
	.type	f, @function
f:
	ret
	.size	f, . - f
	.globl	rdtsc_fire
rdtsc_fire:
