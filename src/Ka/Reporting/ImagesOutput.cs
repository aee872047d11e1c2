using System;
using System.Globalization;
using System.Linq;
using Ka.Formatting;
using Ka.Linux;
using Ka.Store;

namespace Ka.Reporting;

/// <summary>The output of <c>ka images</c>: a line, or a JSON object, for each version.</summary>
/// <param name="json">null: output for people.</param>
internal sealed class ImagesOutput(ImageStore store, JsonLineWriter? json)
{
    public bool IsEmpty { get; private set; } = true;

    /// <summary>A version cannot be read.</summary>
    public bool IsDamaged { get; private set; }

    public void Add(string name)
    {
        IsEmpty = false;
        foreach (var version in store.Versions(name))
            Add(new ImageName(name, version));
        foreach (var leftover in store.Leftovers(name))
            Console.Error.WriteLine(
                $"{name}: {leftover} is being saved or removed, or was when a 'ka' was killed; the next save or prune removes it"
            );
    }

    /// <summary>An entry of an image as a line.</summary>
    public static string Line(StoredEntry entry) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Type}{Convert.ToString(entry.Permissions, 8).PadLeft(4, '0')} {entry.Owner, 5} {entry.Group, 5} "
                + $"{entry.Size, 12} {entry.Path}"
        ) + (entry.Link.IsEmpty ? "" : $" -> {entry.Link}");

    private void Add(ImageName name)
    {
        try
        {
            using var image = store.Open(name);
            if (json is null)
                Console.Out.WriteLine(Line(image));
            else
                json.Write("image", fields => Write(fields, image));
        }
        catch (StoreException e)
        {
            IsDamaged = true;
            Console.Error.WriteLine($"{name}: {e.Message}");
        }
    }

    private static string Line(StoredImage image)
    {
        var record = image.Record;
        var unreadable = record.Streams.Sum(stream => stream.Unreadable);
        return $"{image.Name}  {Quantity.Bytes(record.PlainBytes), 8}  stored {Quantity.Bytes(record.StoredBytes), 8}  new "
            + $"{Quantity.Bytes(record.NewBytes), 8}  of {record.Host}: "
            + $"{(record.SystemName.Length > 0 ? record.SystemName : "unknown system")}, {record.Firmware}"
            + (record.Kernel is null ? ", no boot files" : $", kernel {record.Kernel}")
            + (unreadable > 0 ? $", INCOMPLETE: {unreadable} unreadable" : "");
    }

    private static void Write(System.Text.Json.Utf8JsonWriter fields, StoredImage image)
    {
        var record = image.Record;
        fields.WriteString("name", image.Name.Name);
        fields.WriteString("version", image.Name.Version);
        fields.WriteString("created", record.Created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        fields.WriteString("host", record.Host);
        fields.WriteString("system", record.SystemName);
        fields.WriteString("firmware", record.Firmware);
        fields.WriteString("kernel", record.Kernel);
        fields.WriteNumber("bytes", record.PlainBytes);
        fields.WriteNumber("stored", record.StoredBytes);
        fields.WriteNumber("new", record.NewBytes);
        fields.WriteNumber("unreadable", record.Streams.Sum(stream => stream.Unreadable));
        fields.WriteNumber("changed", record.Streams.Sum(stream => stream.Changed));
        fields.WriteStartArray("streams");
        foreach (var stream in record.Streams)
            fields.WriteStringValue(stream.Name.ToString());
        fields.WriteEndArray();
    }
}
