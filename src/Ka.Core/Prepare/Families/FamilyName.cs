namespace Ka.Prepare.Families;

/// <summary>The families of distributions that <c>ka</c> knows.</summary>
internal enum FamilyName
{
    /// <summary>Debian, Ubuntu and their kin.</summary>
    Debian,

    /// <summary>RHEL, Rocky, Alma, CentOS, Oracle.</summary>
    EnterpriseLinux,
    Fedora,

    /// <summary>openSUSE Leap and SLES.</summary>
    Leap,
    Tumbleweed,
    Arch,
    Alpine,
    Void,

    /// <summary>Gentoo, and all others.</summary>
    Other,
}
