using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ka.Linux;

namespace Ka.Store;

/// <summary>An <see cref="ImageRecord"/> as JSON. Pure.</summary>
internal static class ImageRecordText
{
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
    };

    private static readonly string[] s_kinds = ["tree", "partition"];

    public static byte[] Write(ImageRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            json.WriteNumber("format", ImageRecord.CurrentFormat);
            json.WriteString("created", record.Created.ToString(TimeForm, CultureInfo.InvariantCulture));
            json.WriteString("host", record.Host);
            json.WriteString("program", record.Program);
            json.WriteString("root", record.Root);
            json.WriteString("system", record.System);
            json.WriteString("systemName", record.SystemName);
            json.WriteString("firmware", record.Firmware);
            if (record.Kernel is not null)
                json.WriteString("kernel", record.Kernel);
            WriteList(json, "excluded", record.Excluded);
            json.WriteStartArray("streams");
            foreach (var stream in record.Streams)
                WriteStream(json, stream);
            json.WriteEndArray();
            WriteList(json, "notes", record.Notes);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">It is no record of this version.</exception>
    public static ImageRecord Read(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return root.GetProperty("format").GetInt32() == ImageRecord.CurrentFormat
                ? Read(root)
                : throw new FormatException("it was saved by another version of 'ka'");
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or ArgumentException
                        or OverflowException
            )
        {
            throw new FormatException($"it is no record of an image: {e.Message}", e);
        }
    }

    private static ImageRecord Read(JsonElement root) =>
        new()
        {
            Created = DateTime.ParseExact(
                Text(root, "created"),
                TimeForm,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal
            ),
            Host = Text(root, "host"),
            Program = Text(root, "program"),
            Root = Text(root, "root"),
            System = Text(root, "system"),
            SystemName = Text(root, "systemName"),
            Firmware = Text(root, "firmware"),
            Kernel = root.TryGetProperty("kernel", out var kernel) ? kernel.GetString() : null,
            Excluded = ReadList(root, "excluded"),
            Streams = ReadStreams(root.GetProperty("streams")),
            Notes = ReadList(root, "notes"),
        };

    private static void WriteStream(Utf8JsonWriter json, StoredStream stream)
    {
        json.WriteStartObject();
        json.WriteString("name", SurrogateEscape.Decode(stream.Name));
        json.WriteString("kind", s_kinds[(int)stream.Kind]);
        json.WriteNumber("length", stream.Length);
        json.WriteString("xxh128", stream.Hash.ToString("x32", CultureInfo.InvariantCulture));
        json.WriteNumber("frames", stream.Frames);
        json.WriteNumber("stored", stream.Stored);
        json.WriteNumber("new", stream.New);
        json.WriteNumber("unreadable", stream.Unreadable);
        json.WriteNumber("changed", stream.Changed);
        if (stream.Kind == StoredKind.Partition)
        {
            json.WriteNumber("partitionSize", stream.PartitionSize);
            json.WriteString("partitionImage", stream.PartitionImage);
        }
        json.WriteEndObject();
    }

    private static List<StoredStream> ReadStreams(JsonElement list)
    {
        var streams = new List<StoredStream>();
        foreach (var item in list.EnumerateArray())
            streams.Add(
                new StoredStream(BytePath.FromText(Text(item, "name")))
                {
                    Kind = Kind(Text(item, "kind")),
                    Length = Number(item, "length"),
                    Hash = UInt128.Parse(Text(item, "xxh128"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                    Frames = (int)Math.Min(Number(item, "frames"), int.MaxValue),
                    Stored = Number(item, "stored"),
                    New = Number(item, "new"),
                    Unreadable = Number(item, "unreadable"),
                    Changed = Number(item, "changed"),
                    PartitionSize = item.TryGetProperty("partitionSize", out _) ? Number(item, "partitionSize") : 0,
                    PartitionImage = item.TryGetProperty("partitionImage", out var image) ? image.GetString() ?? "" : "",
                }
            );
        return streams;
    }

    private static StoredKind Kind(string word) =>
        Array.IndexOf(s_kinds, word) is var kind and >= 0
            ? (StoredKind)kind
            : throw new FormatException("it has a stream of a kind that is not known");

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }

    private static List<string> ReadList(JsonElement root, string name)
    {
        var items = new List<string>();
        foreach (var item in root.GetProperty(name).EnumerateArray())
            items.Add(item.GetString() ?? throw new FormatException($"{name}: an item is no text"));
        return items;
    }

    private static string Text(JsonElement item, string name) =>
        item.GetProperty(name).GetString() ?? throw new FormatException($"{name} is no text");

    private static long Number(JsonElement item, string name) =>
        item.GetProperty(name).GetInt64() is >= 0 and var number ? number : throw new FormatException($"{name} is below 0");
}
