// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device node, its open files, and the way into each request.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/stringify.h>
#include <linux/uaccess.h>

#include "dexdev.h"

/*
 * Copies a request in. It is copied back unchanged at once, so that a request
 * in read-only memory fails before any work and not after all of it.
 */
int dexdev_get_request(void *request, void __user *from, size_t size)
{
	if (copy_from_user(request, from, size) || copy_to_user(from, request, size))
		return -EFAULT;

	/* Every request begins with its abi. */
	return *(u32 *)request == DEXDEV_ABI_VERSION ? 0 : -EPROTO;
}

/* Copies the answer out, whether the work ended well or with @err. */
int dexdev_put_request(void __user *to, const void *request, size_t size, int err)
{
	return copy_to_user(to, request, size) ? -EFAULT : err;
}

static int query(struct dexdev_query __user *arg)
{
	struct dexdev_query request;

	if (copy_from_user(&request, arg, sizeof(request)))
		return -EFAULT;
	if (request.flags || request.reserved)
		return -EINVAL;

	request.abi = DEXDEV_ABI_VERSION;
	request.page_size = PAGE_SIZE;
	return dexdev_put_request(arg, &request, sizeof(request), 0);
}

static long dexdev_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct dexdev_file *file = filp->private_data;
	void __user *argp = (void __user *)arg;

	/* The file may have been handed to someone who could not open it. */
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;

	switch (cmd) {
	case DEXDEV_QUERY:
		return query(argp);
	case DEXDEV_MAKE_EXCLUSIVE:
		return dexdev_make_exclusive(file, argp);
	case DEXDEV_PTE_STATE:
		return dexdev_pte_state(argp);
	case DEXDEV_DEVICE_ACCESS:
		return dexdev_device_access(argp);
	case DEXDEV_NOTIFIER:
		return dexdev_notifier(file, argp);
	case DEXDEV_COUNTS:
		return dexdev_counts(file, argp);
	case DEXDEV_CPU:
		return dexdev_cpu(argp);
	case DEXDEV_HOLD:
		return dexdev_hold(file, argp);
	default:
		return -ENOTTY;
	}
}

static int dexdev_open(struct inode *inode, struct file *filp)
{
	struct dexdev_file *file;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;

	file = kzalloc(sizeof(*file), GFP_KERNEL);
	if (!file)
		return -ENOMEM;

	mutex_init(&file->lock);
	filp->private_data = file;
	return 0;
}

/*
 * Pages that are still exclusive stay so: their entries are the kernel's, and
 * it restores each on its next touch with no help of ours.
 */
static int dexdev_release(struct inode *inode, struct file *filp)
{
	struct dexdev_file *file = filp->private_data;

	dexdev_notifier_off(file);
	mutex_destroy(&file->lock);
	kfree(file);
	return 0;
}

static const struct file_operations dexdev_fops = {
	.owner		= THIS_MODULE,
	.open		= dexdev_open,
	.release	= dexdev_release,
	.unlocked_ioctl	= dexdev_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.llseek		= noop_llseek,
};

static struct miscdevice dexdev_misc = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "dexdev",
	.fops	= &dexdev_fops,
	.mode	= 0600,
};
module_misc_device(dexdev_misc);

MODULE_DESCRIPTION("Plays a device that needs exclusive access to pages of a process");
MODULE_AUTHOR("dexbench");
MODULE_LICENSE("GPL");
MODULE_VERSION("1.0");
MODULE_INFO(abi, __stringify(DEXDEV_ABI_VERSION));
