using System.Runtime.CompilerServices;

// Every signature in Libc is blittable; the compiler now refuses any that is not.
[assembly: DisableRuntimeMarshalling]
