using System;
using System.Linq;
using System.Text;
using FsCheck.Xunit;
using Ka.Linux;
using Ka.Tar;
using Xunit;

namespace Ka.Tests.Tar;

/// <summary>Flags of inodes as pax records, and attributes that are not carried.</summary>
public sealed class CarriedFlagsTests
{
    [Fact]
    public void The_words_are_those_of_bsdtar_and_the_rest_has_a_record_of_its_own()
    {
        var records = new PaxRecords();
        CarriedFlags.Write(new InodeFlags(InodeFlag.Immutable | InodeFlag.NoCopyOnWrite | InodeFlag.NotCompressed, 42), records);
        Assert.Equal(
            "28 SCHILY.fflags=schg,nocow\n24 KA.fflags=nocompress\n17 KA.project=42\n",
            Encoding.ASCII.GetString(records.Bytes)
        );
    }

    [Fact]
    public void An_entry_without_flags_has_no_record()
    {
        var records = new PaxRecords();
        CarriedFlags.Write(CarriedFlags.Of(new InodeFlags((InodeFlag)0x80000, 0)), records); // extents
        Assert.True(records.IsEmpty);
    }

    [Property(MaxTest = 500)]
    public void Any_set_of_flags_comes_back_without_those_that_no_copy_carries(uint bits, bool subvolume, uint project)
    {
        var all = new InodeFlags((InodeFlag)bits | (subvolume ? InodeFlag.ReadOnlySubvolume : 0), project);
        var carried = CarriedFlags.Of(all);
        var records = new PaxRecords();
        CarriedFlags.Write(carried, records);
        Assert.Equal(carried, Read(records.Bytes.ToArray()));
        Assert.Equal(carried.Set, CarriedFlags.Parse(Encoding.ASCII.GetBytes(CarriedFlags.Text(carried.Set))));
    }

    /// <summary>Words of other systems and of later programs: uchg, a letter, nothing, noise.</summary>
    [Property(MaxTest = 1000)]
    public void Words_that_are_not_known_are_passed_over(string[] words, bool known)
    {
        var noise = words
            .Select(word => (word ?? "").Replace(',', ' ').Replace('\0', ' '))
            .Where(word => CarriedFlags.Parse(Encoding.UTF8.GetBytes(word)) == InodeFlag.None);
        var text = string.Join(',', known ? noise.Append("nodump") : noise);
        InodeFlags flags = default;
        Assert.True(CarriedFlags.TryParse("SCHILY.fflags"u8, Encoding.UTF8.GetBytes(text), ref flags));
        Assert.Equal(known ? InodeFlag.NoDump : InodeFlag.None, flags.Set);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("4294967296")]
    [InlineData("1 ")]
    [InlineData("x")]
    public void A_project_that_is_none_is_refused(string text)
    {
        InodeFlags flags = default;
        Assert.False(CarriedFlags.TryParse("KA.project"u8, Encoding.ASCII.GetBytes(text), ref flags));
    }

    [Fact]
    public void A_word_that_takes_a_flag_away_sets_none() =>
        Assert.Equal(InodeFlag.None, CarriedFlags.Parse("noschg,nosappnd,dump,cow"u8));

    [Fact]
    public void Verity_encryption_and_case_are_named_once_each()
    {
        var omissions = new Omissions();
        foreach (var path in new[] { "./a", "./b", "./c" })
            CarriedFlags.Name(InodeFlag.Verity | InodeFlag.NoDump, omissions, Encoding.ASCII.GetBytes(path));
        CarriedFlags.Name(InodeFlag.Encrypted | InodeFlag.CaseFolded, omissions, "./d/"u8);
        Assert.Equal(
            [
                "'./d/': encrypted here (fscrypt), and not in the copy",
                "'./a': fs-verity protects it here, and not in the copy (and 2 more)",
                "'./d/': its names do not know case here (+F), and do in the copy",
            ],
            omissions.All.Select(omission => omission.ToString())
        );
    }

    [Fact]
    public void XFS_s_own_form_of_an_ACL_and_what_EVM_made_for_one_inode_are_not_taken_from_an_archive()
    {
        var header = new PaxHeader(new PaxAttributes(new Accounts()));
        header.Parse(
            new RecordsOf(
                ("SCHILY.xattr.trusted.SGI_ACL_FILE", "x"),
                ("SCHILY.xattr.trusted.SGI_ACL_DEFAULT", "x"),
                ("SCHILY.xattr.security.evm", "\u0002hmac"),
                ("SCHILY.xattr.security.ima", "\u0004digest"),
                ("SCHILY.xattr.trusted.SGI", "kept")
            ).Bytes,
            0
        );
        Assert.Equal(
            ["security.ima", "trusted.SGI"],
            header.Attributes!.Select(attribute => Encoding.ASCII.GetString(attribute.Name))
        );
        Assert.False(CarriedAttributes.IsBoundToInode("security.evm"u8, [5, 1]));
        Assert.True(CarriedAttributes.IsBoundToInode("security.evm"u8, [3, 1]));
        Assert.False(CarriedAttributes.IsBoundToInode("security.evm"u8, []));
    }

    private static InodeFlags Read(byte[] records)
    {
        var header = new PaxHeader(new PaxAttributes(new Accounts()));
        header.Parse(records, 0);
        return header.Flags;
    }

    private sealed class RecordsOf
    {
        private readonly PaxRecords _records = new();

        public RecordsOf(params (string Key, string Value)[] all)
        {
            foreach (var (key, value) in all)
                _records.Add(Encoding.ASCII.GetBytes(key), Encoding.Latin1.GetBytes(value));
        }

        public byte[] Bytes => _records.Bytes.ToArray();
    }
}
