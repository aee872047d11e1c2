using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Ka.Linux;
using Ka.SealedStream;
using Ka.Wire;

namespace Ka.Tests.Wire;

/// <summary>One of everything that goes over the wire, with every field set to something of its own.</summary>
internal static class WireSamples
{
    public static readonly UInt128 Nonce = new(0x0011223344556677, 0x8899aabbccddeeff);

    public static readonly byte[] Token = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

    private static readonly ChunkHeader s_chunkHeader = new()
    {
        Kind = ChunkKind.Bytes,
        Compressed = true,
        Stream = 1,
        Sequence = 42,
        SealedLength = 300_016,
        PlainLength = 1 << 20,
        PlainOffset = 41L << 20,
        SealedCheck = 0x00112233,
    };

    public static readonly BytePath Session = BytePath.FromText("room-3");

    public static Bytes32 Fill(byte value) => new(Enumerable.Repeat(value, Bytes32.Size).ToArray());

    public static IEnumerable<ControlMessage> FromNode() =>
        [
            new Hello(2, Session, false, Fill(0xa1), BytePath.FromText("node17")),
            new NodeProof(Fill(0xa2)),
            new Status
            {
                Epoch = 7,
                Oldest = 1 << 20,
                ReceivedTo = 5 << 20,
                Consumed = 4 << 20,
                PlainBytes = 12_345_678,
                StalledOnParent = TimeSpan.FromMilliseconds(1500),
                StalledOnChild = TimeSpan.FromMilliseconds(20),
                StalledOnConsumer = TimeSpan.FromMilliseconds(3),
                ConsumerWaited = TimeSpan.FromMilliseconds(900),
            },
            new ParentLost(7, 5 << 20, ParentLossReason.Closed, 0, "read: ECONNRESET (Connection reset by peer)"),
            new Received(123_456_789_012),
            new Receipt(1, BytePath.FromText("/srv"), 2_000_000_000, Nonce),
            new NodeFailed("write 'etc/motd': ENOSPC (No space left on device)"),
            new Ready(),
            new Join(30764, Nonce, false),
            new Go(),
            new Inventory
            {
                Firmware = Firmware.Uefi,
                SecureBoot = true,
                Memory = 512 << 20,
                Processors = 2,
                Processor = BytePath.FromText("QEMU Virtual CPU"),
                Devices = 41,
                Interfaces =
                [
                    new InventoryInterface(
                        BytePath.FromText("eth0"),
                        BytePath.FromText("52:54:00:12:34:56"),
                        BytePath.FromText("e1000"),
                        1000
                    ),
                ],
                Disks =
                [
                    new InventoryDisk
                    {
                        Name = BytePath.FromText("sda"),
                        Model = BytePath.FromText("QEMU HARDDISK"),
                        Serial = BytePath.FromText("QM00001"),
                        Transport = BytePath.FromText("ata"),
                        Size = 8L << 30,
                        SectorSize = 512,
                        Removable = false,
                    },
                    new InventoryDisk
                    {
                        Name = BytePath.FromText("vda"),
                        Transport = BytePath.FromText("virtio"),
                        Size = 4L << 30,
                        SectorSize = 4096,
                        Removable = true,
                    },
                ],
            },
            new PlanChecked(
                Fill(0xc1),
                [
                    new DiskMapping(
                        "sda",
                        "/dev/vda",
                        new DiskHardware(8L << 30, "sata", "QEMU HARDDISK", "S1", "0x5000"),
                        new DiskContents(DiskState.Other, DiskSystem.Windows, 412, [new DiskPart("ntfs", 2)])
                    ),
                ],
                "node1",
                [],
                [
                    Finding.Of(FindingKind.BiosBootAdded, "sda3"),
                    new Finding(FindingKind.DescTooSmall, "sda1", "") { Place = "desc:3", Numbers = [1, 2] },
                ]
            ),
            PlanChecked.Against(Fill(0xc1), new Finding(FindingKind.ProgramMissing, "mkfs.xfs", "")),
            new Step(3, 9, StepKind.MakeFileSystem, "vda1", "ext4"),
            new DisksReady(),
            new InstallComplete(),
            new RunSummaryRequest(true),
            new BootReport
            {
                Host = BytePath.FromText("node17"),
                Kernel = "6.1.0-28-amd64",
                RootUuid = "59be142a-0001",
                MachineId = "0123456789abcdef0123456789abcdef",
                FailedUnits = ["nfs.service"],
                Interfaces = [new BootInterface("eth0", "52:54:00:12:34:56", ["10.0.0.31/24"])],
                HostKeys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5"],
            },
            new Keepalive(),
        ];

    public static InstallPlan Plan =>
        new()
        {
            Layout = "{}"u8.ToArray(),
            Trees = [BytePath.FromText("/"), BytePath.FromText("/var")],
            Partitions = [BytePath.FromText("/dev/sda3")],
            Excluded = ["sdb"],
            Map = ["sda=nvme0n1"],
            Descs = [new PlanFile("sda", "desc", "linux fill\n"u8.ToArray())],
            Hooks = [new PlanFile("pre-wipe", "10-check", "#!/bin/sh\n"u8.ToArray())],
            Nodes = [new PlanNode("10.0.0.31", "node1") { Values = [new("address", "10.1.0.1/24"), new("rack", "b")] }],
            BootLoader = "grub",
            KeepIdentity = true,
            Kept = ["salt"],
            Accepts = DiskAcceptance.Clones,
        };

    public static IEnumerable<ControlMessage> FromServer() =>
        [
            new Challenge(Fill(0xb1), Fill(0xb2)),
            new Welcome(17),
            new Refused("the run has started", TimeSpan.FromSeconds(5)),
            new Refused("this run has made it a clone already"),
            new Waiting(3, 60),
            new Start(Nonce, Fill(0xb3), Fill(0xb4), 2, 60),
            new AttachTo(8, 16, IPEndPoint.Parse("192.168.7.16:30764")),
            new AttachTo(9, 0, IPEndPoint.Parse("[fd00::1]:30764")),
            new ChildExpected(10, false),
            new Release(Verdict.Incomplete, 58, 60, "3 files of the golden node could not be read"),
            new Abort("tar exited with 2"),
            new NextRound("cut off at 500: gone"),
            new StartAccepted(12),
            new PlanPart(10, 0, "ka/2 plan\n"u8.ToArray()),
            new Proceed(Fill(0xc1)),
            new BootAwaited(BytePath.FromText("kabooted1/01/17"), Fill(0xd1), 600),
            new BootReportTaken(),
            Head,
            Row,
            new Keepalive(),
        ];

    public static RunSummary Head =>
        new()
        {
            Session = Session,
            Phase = RunPhase.Sending,
            Rows = 60,
            Round = 1,
            Expected = 60,
            Done = 2,
            Failed = 1,
            Repairs = 3,
            Demotions = 1,
            Elapsed = TimeSpan.FromSeconds(95),
            Bytes = 2_000_000_000,
            ExpectedBytes = 4_000_000_000,
            SlowestBytes = 1_900_000_000,
            SealedBytes = 1_200_000_000,
            Rate = 110_000_000,
            Left = 19,
        };

    public static NodeRow Row =>
        new()
        {
            Node = 17,
            Address = IPAddress.Parse("192.168.7.17"),
            Host = BytePath.FromText("node17"),
            Macs = [new MacAddress([0x52, 0x54, 0, 0x12, 0x34, 0x56])],
            Stage = NodeStage.Receiving,
            Step = 3,
            Steps = 9,
            Parent = 16,
            Place = 17,
            Round = 1,
            Position = 1_900_000_000,
            Received = 1_199_000_000,
            Rate = 110_000_000,
            Lag = 100_000_000,
            Left = 19,
            Repairs = 1,
            Demotions = 0,
            Word = "lost its parent, node 15",
        };

    public static IEnumerable<ControlMessage> FromWatcher() =>
        [
            new Follow(Nonce, 117),
            new Execute(BytePath.FromText("lsmod"), TimeSpan.FromMinutes(10)),
            new Interrupt(),
            new Keepalive(),
        ];

    public static IEnumerable<ControlMessage> FromWatched() =>
        [
            new FollowAccepted(Nonce, 117, BytePath.FromText("node17")),
            new LogLine(118, "3.52 KA server 10.0.1.40 found, this is node 2"),
            new CommandOutput(1, "virtio_net 65536 0\n"u8.ToArray()),
            new CommandOutput(2, ReadOnlyMemory<byte>.Empty),
            new CommandEnded(CommandEnd.Exited, 3),
            new Keepalive(),
        ];

    /// <summary>Every message, with who sends it.</summary>
    public static IEnumerable<(PeerRole Sender, ControlMessage Message)> Messages() =>
        FromNode()
            .Select(message => (PeerRole.Node, message))
            .Concat(FromServer().Select(message => (PeerRole.Server, message)))
            .Concat(FromWatcher().Select(message => (PeerRole.Watcher, message)))
            .Concat(FromWatched().Select(message => (PeerRole.Watched, message)));

    /// <summary>Everything else: name, a sample's bytes, and what decoding and encoding them again gives.</summary>
    public static IEnumerable<(string Name, byte[] Bytes, Func<byte[], byte[]> Again)> Records() =>
        [
            ("Discover", new Discover(Nonce, Session).Encode(), bytes => Discover.Decode(bytes).Encode()),
            ("InstallPlan", Plan.Encode(), bytes => InstallPlan.Decode(bytes).Encode()),
            ("Offer", Offer.Proven(Token, Nonce, 30765, Session).Encode(), bytes => Offer.Decode(bytes).Encode()),
            (
                "Attach",
                Encode(
                    new Attach
                    {
                        Run = Nonce,
                        Child = 17,
                        Parent = 16,
                        Epoch = 8,
                        Position = 5 << 20,
                    }.WithMac(Fill(0xb4))
                ),
                bytes => Encode(Attach.Read(bytes))
            ),
            (
                "AttachReply",
                Encode(
                    AttachReply.Sign(
                        Fill(0xb4),
                        new Attach
                        {
                            Run = Nonce,
                            Child = 17,
                            Parent = 16,
                            Epoch = 8,
                            Position = 5 << 20,
                        }.WithMac(Fill(0xb4)),
                        AttachStatus.Gone,
                        6 << 20
                    )
                ),
                bytes => Encode(AttachReply.Read(bytes))
            ),
            ("Ack", Encode(new Ack(5 << 20, 4 << 20, Ack.NoNode, Ack.NoNode)), bytes => Encode(Ack.Read(bytes))),
            ("ChunkHeader", Encode(s_chunkHeader), bytes => Encode(ChunkHeader.Read(bytes))),
            (
                "StreamBegin",
                new StreamBegin(BytePath.FromText("/srv"), StreamKind.Tree, 2_000_000_000).Encode(),
                bytes => StreamBegin.Decode(bytes).Encode()
            ),
            (
                "StreamBeginPartition",
                new StreamBegin(
                    BytePath.FromText("/dev/sda3"),
                    StreamKind.Partition,
                    null,
                    new PartitionOrigin(1L << 30, "ext4")
                ).Encode(),
                bytes => StreamBegin.Decode(bytes).Encode()
            ),
            ("StreamEnd", new StreamEnd(2_000_000_000, Nonce, false, 3, 1).Encode(), bytes => StreamEnd.Decode(bytes).Encode()),
            ("RunEnd", new RunEnd(1).Encode(), bytes => RunEnd.Decode(bytes).Encode()),
        ];

    public static byte[] Encode(Attach attach) => Encode(Attach.Size, span => attach.Write(span));

    public static byte[] Encode(AttachReply reply) => Encode(AttachReply.Size, span => reply.Write(span));

    public static byte[] Encode(Ack ack) => Encode(Ack.Size, span => ack.Write(span));

    public static byte[] Encode(ChunkHeader header) => Encode(ChunkHeader.Size, span => header.Write(span));

    private static byte[] Encode(int size, Action<byte[]> write)
    {
        var bytes = new byte[size];
        write(bytes);
        return bytes;
    }
}
